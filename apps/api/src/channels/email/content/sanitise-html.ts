import sanitizeHtml from 'sanitize-html';
import { styleFilter } from './safe-styles.ts';

export interface SafeHtml {
  html: string;
  /** Whether images of other servers were held back, their address kept in `data-remote-src`. */
  hasRemoteImages: boolean;
  /** Content ids of the images that the mail shows inline, without angle brackets, as {@link keyOfId}s. */
  contentIds: string[];
}

const MOST_NESTING = 120;
const INLINE_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const options: Omit<sanitizeHtml.IOptions, 'transformTags'> = {
  allowedTags: (
    'a abbr address b blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption ' +
    'figure font h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary ' +
    'sup table tbody td tfoot th thead tr tt u ul var'
  ).split(' '),
  allowedAttributes: {
    '*': ['style', 'align', 'valign', 'dir', 'lang', 'title', 'data-quoted'],
    a: ['href', 'name', 'target', 'rel'],
    img: ['src', 'alt', 'width', 'height', 'data-remote-src'],
    font: ['color', 'face', 'size'],
    table: ['width', 'height', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
    td: ['width', 'height', 'colspan', 'rowspan', 'bgcolor'],
    th: ['width', 'height', 'colspan', 'rowspan', 'bgcolor', 'scope'],
    tr: ['bgcolor'],
    col: ['width', 'span'],
    ol: ['start', 'type'],
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['cid', 'data'] },
  allowedSchemesAppliedToAttributes: ['href', 'src'],
  allowProtocolRelative: false,
  // That is done here, once for each style that a mail repeats.
  parseStyleAttributes: false,
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'noscript',
    'title',
    'head',
    'object',
    'svg',
    'math',
    'template',
    'xmp',
    'noembed',
    'noframes',
  ],
  nestingLimit: MOST_NESTING,
};

/**
 * HTML of a stranger made fit to be shown: an allow-list of tags, attributes and styles, no scripts, no forms,
 * nothing fetched from elsewhere. The browser sanitises it once more and shows it in a sandboxed frame.
 */
export function sanitiseHtml(dirty: string): SafeHtml {
  let hasRemoteImages = false;
  const contentIds = new Set<string>();
  const safeStyle = styleFilter();
  const html = sanitizeHtml(dirty, {
    ...options,
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: withSafeStyle(withQuoteMark(tagName, attribs), safeStyle) }),
      a: (tagName, { href, name }) => ({
        tagName,
        attribs: {
          ...(href ? { href, target: '_blank', rel: 'noopener noreferrer nofollow' } : {}),
          ...(name ? { name } : {}),
        },
      }),
      img: (tagName, attribs) => {
        const { src = '', ...rest } = attribs;
        delete rest['data-remote-src'];
        const address = src.trim();
        if (/^cid:/i.test(address)) {
          contentIds.add(keyOfId(decodeCid(address.slice(4))));
          return { tagName, attribs: { ...rest, src: `cid:${address.slice(4)}` } };
        }
        if (INLINE_IMAGE.test(address)) return { tagName, attribs: { ...rest, src: address } };
        const remote = remoteAddress(address);
        if (!remote) return { tagName, attribs: rest };
        hasRemoteImages = true;
        return { tagName, attribs: { ...rest, 'data-remote-src': remote } };
      },
    },
  });
  return { html: html.trim(), hasRemoteImages, contentIds: [...contentIds] };
}

/** Programs write a content id in other cases where they show it than where they give it. */
export function keyOfId(contentId: string): string {
  return contentId.trim().toLowerCase();
}

/**
 * `true` marks a quote, `rest` where one begins that runs to the end, `signature` what stands below every mail of the
 * writer's: so that they can be folded.
 */
function withQuoteMark(tag: string, attribs: Record<string, string>): Record<string, string> {
  const { 'data-quoted': _, ...rest } = attribs;
  const kind = quoteKind(tag, rest);
  return kind ? { ...rest, 'data-quoted': kind } : rest;
}

function quoteKind(tag: string, { class: names = '', id = '', type, style = '' }: Record<string, string>) {
  const marks = `${names} ${id}`;
  if (/(?:^|\s)(?:x_)*(?:appendonsend|divRplyFwdMsg|mail-editor-reference-message-container)(?:\s|$)/.test(marks))
    return 'rest';
  // Outlook's line above the mail that is answered.
  if (tag === 'div' && /border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i.test(style)) return 'rest';
  if (/(?:^|\s)(?:x_)*(?:gmail_signature|moz-signature|Signature)(?:\s|$)/.test(marks)) return 'signature';
  const isQuote =
    (tag === 'blockquote' && type?.toLowerCase() === 'cite') ||
    /\b(?:gmail_quote(?:_container)?|yahoo_quoted|protonmail_quote|moz-cite-prefix|zmail_extra|gmx_quote)\b/.test(
      marks,
    );
  return isQuote ? 'true' : null;
}

/** The same attributes with what of their style may be shown, in its place. */
function withSafeStyle(attribs: Record<string, string>, safeStyle: (style: string) => string): Record<string, string> {
  if (!attribs['style']) return attribs;
  return { ...attribs, style: safeStyle(attribs['style']) };
}

function remoteAddress(address: string): string | null {
  const absolute = address.startsWith('//') ? `https:${address}` : address;
  if (!/^https?:/i.test(absolute) || !URL.canParse(absolute)) return null;
  return new URL(absolute).href;
}

function decodeCid(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
