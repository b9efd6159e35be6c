import sanitizeHtml from 'sanitize-html';

export interface SafeHtml {
  html: string;
  /** Whether images of other servers were held back, their address kept in `data-remote-src`. */
  hasRemoteImages: boolean;
  /** Content ids of the images that the mail shows inline, without angle brackets, as {@link keyOfId}s. */
  contentIds: string[];
}

const MOST_NESTING = 120;
const INLINE_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[a-z0-9+/=\s]+$/i;
const COLOUR = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s.,%]+\)$/i, /^[a-z]{3,24}$/i];
const LENGTHS = [/^(?:auto|0|-?\d*\.?\d+(?:px|em|rem|pt|%)?)(?:\s+(?:auto|0|-?\d*\.?\d+(?:px|em|rem|pt|%)?)){0,3}$/i];
const LENGTH = [/^(?:auto|0|\d*\.?\d+(?:px|em|rem|pt|%)?)$/i];
const WORD = [/^[a-z-]{2,24}$/i];
const BORDER = [/^[\d\s.a-z#%,()-]{1,80}$/i];
const FONT = [/^[\w\s,.'"-]{1,200}$/];

const styles: Record<string, RegExp[]> = {
  color: COLOUR,
  'background-color': COLOUR,
  'font-family': FONT,
  'font-size': [...LENGTH, ...WORD],
  'font-style': WORD,
  'font-weight': [/^(?:\d{3}|[a-z]+)$/i],
  'line-height': [/^\d*\.?\d+(?:px|em|rem|pt|%)?$/i, /^normal$/i],
  'letter-spacing': [/^-?\d*\.?\d+(?:px|em|rem|pt)?$/i, /^normal$/i],
  'text-align': WORD,
  'text-decoration': WORD,
  'text-transform': WORD,
  'vertical-align': [...LENGTH, ...WORD],
  'white-space': WORD,
  display: [/^(?:none|block|inline|inline-block|table|table-row|table-cell|list-item)$/i],
  'list-style-type': WORD,
  'border-collapse': WORD,
  'border-radius': LENGTHS,
  width: LENGTH,
  'max-width': LENGTH,
  'min-width': LENGTH,
  height: LENGTH,
  'max-height': LENGTH,
  margin: LENGTHS,
  padding: LENGTHS,
  border: BORDER,
};
for (const side of ['top', 'right', 'bottom', 'left']) {
  styles[`margin-${side}`] = LENGTH;
  styles[`padding-${side}`] = LENGTH;
  styles[`border-${side}`] = BORDER;
}

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
  allowedStyles: { '*': styles },
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
  const html = sanitizeHtml(dirty, {
    ...options,
    transformTags: {
      '*': (tagName, attribs) => ({ tagName, attribs: withQuoteMark(tagName, attribs) }),
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
