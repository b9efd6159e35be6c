import type { DOMPurify } from 'dompurify';

export interface MailFrame {
  /** A whole document for the `srcdoc` of a sandboxed frame. */
  document: string;
  /** Whether quoted text was left out (or would be). */
  hasQuote: boolean;
  /** Whether images on other people's servers were left out. */
  hasBlockedImages: boolean;
}

export interface FrameColors {
  scheme: 'light' | 'dark';
  text: string;
  link: string;
}

export interface MailFrameOptions {
  /** Only after the agent asked: loading them tells the sender that, when and where the mail was read. */
  showImages: boolean;
  showQuote: boolean;
  /** Origin of the API, which serves the pictures that came within the mail. */
  imageOrigin: string;
  /** Colours of the page for mails that bring none of their own. */
  colors: FrameColors;
}

/** What the server marked, and what older mails in the database bear. */
const QUOTES = '[data-quoted=true], [data-quoted=signature], .gmail_quote, .yahoo_quoted, blockquote[type=cite]';
/** "-------- Original message --------", in any language, as the only words of a block. */
const SEPARATOR = /^-{4,}\s*\S.{2,60}?\s*-{4,}$/;
const FORWARDED =
  /forward|weitergeleitet|transf|reenviad|inoltrat|encaminhad|doorgestuurd|vidarebefordra|przekaz|iletilen|пересыла|転送|转发|轉寄|전달/i;

/** What is quoted: each such part, and from where a quote runs to the end, all that follows. */
function quotesOf(body: HTMLElement): Element[] {
  const quotes = [...body.querySelectorAll(QUOTES)];
  const start = body.querySelector('[data-quoted=rest]') ?? separatorIn(body);
  if (start) quotes.push(start);
  for (let element: Element | null = start; element && element !== body; element = element.parentElement) {
    for (let next = element.nextElementSibling; next; next = next.nextElementSibling) quotes.push(next);
  }
  return quotes;
}

/** The mail without what it quotes; null where that would be nothing, or is all of it. */
function withoutQuotes(body: HTMLElement): HTMLElement | null {
  const own = body.cloneNode(true) as HTMLElement;
  const quotes = quotesOf(own);
  for (const quote of quotes) quote.remove();
  return quotes.length > 0 && (own.textContent ?? '').trim() !== '' ? own : null;
}

function separatorIn(body: HTMLElement): Element | null {
  for (const element of body.querySelectorAll('div, p, span')) {
    const text = element.textContent?.trim() ?? '';
    if (text.length < 90 && SEPARATOR.test(text) && !FORWARDED.test(text)) return element;
  }
  return null;
}

const clean = {
  USE_PROFILES: { html: true },
  FORBID_TAGS: [
    'style',
    'form',
    'input',
    'button',
    'select',
    'textarea',
    'option',
    'video',
    'audio',
    'source',
    'track',
    'picture',
    'dialog',
    'details',
  ],
  FORBID_ATTR: [
    'srcset',
    'ping',
    'background',
    'action',
    'formaction',
    'autofocus',
    'contenteditable',
    'popover',
    'tabindex',
    'accesskey',
  ],
  ALLOW_DATA_ATTR: false,
  ADD_ATTR: ['data-remote-src', 'data-quoted'],
  // Also what every other attribute must look like: no scheme, or one of these.
  ALLOWED_URI_REGEXP:
    /^(?:(?:https?|mailto|tel):|data:image\/(?:png|jpe?g|gif|webp)[;,]|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
};

/** Whether a mail paints itself: then it stands on white paper, as its sender saw it. */
export const bringsOwnColors = (html: string): boolean =>
  /bgcolor\s*=|background(?:-color|-image)?\s*:|(?:^|[\s;"'])color\s*[:=]/i.test(html);

function settleImages(body: HTMLElement, { showImages, imageOrigin }: MailFrameOptions): boolean {
  let blocked = false;
  for (const image of body.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const held = image.dataset['remoteSrc'] ?? null;
    delete image.dataset['remoteSrc'];
    const isOwn = source.startsWith('data:') || (URL.canParse(source) && new URL(source).origin === imageOrigin);
    if (held === null && isOwn) continue;
    const remote = held ?? source;
    if (!/^https?:\/\//i.test(remote)) {
      image.remove();
    } else if (showImages) {
      // Never in the clear: the portal's own policy forbids it, and what has no https is missing.
      image.src = remote.replace(/^http:/i, 'https:');
      image.setAttribute('referrerpolicy', 'no-referrer');
    } else {
      blocked = true;
      image.removeAttribute('src');
      image.classList.add('blocked');
    }
  }
  return blocked;
}

/** CSS can fetch as well; the policy of the frame stops it, and this keeps it from being tried. */
function dropRemoteStyles(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>('[style]')) {
    const style = element.getAttribute('style') ?? '';
    // Escapes hide what is written; honest mail has none.
    if (/[\\@]|expression\s*\(/i.test(style)) element.removeAttribute('style');
    else if (/(?:url|image-set|image|src)\s*\(/i.test(style)) {
      element.setAttribute('style', style.replaceAll(/[^;]*(?:url|image-set|image|src)\s*\([^;]*;?/gi, ''));
    }
    if (/position\s*:\s*(?:fixed|sticky)/i.test(style)) element.style.position = 'static';
  }
}

/**
 * Makes the document that shows a mail. The server has sanitised it; here it is done once more, quotes are folded,
 * images of other servers are held back, and a policy forbids whatever might have slipped through.
 */
export function mailFrame(purify: DOMPurify, html: string, options: MailFrameOptions): MailFrame {
  const whole = purify.sanitize(html, { ...clean, RETURN_DOM: true }) as HTMLElement;
  const own = withoutQuotes(whole);
  const body = own && !options.showQuote ? own : whole;
  const hasBlockedImages = settleImages(body, options);
  dropRemoteStyles(body);
  for (const link of body.querySelectorAll('a[href], area[href]')) {
    // Without a scheme it would lead to a page of the portal itself.
    if (!/^(?:https?|mailto|tel):/i.test(link.getAttribute('href') ?? '')) link.removeAttribute('href');
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer nofollow');
  }
  const isPainted = bringsOwnColors(html);
  const images = `${options.imageOrigin} data:${options.showImages ? ' https:' : ''}`;
  const policy = `default-src 'none'; style-src 'unsafe-inline'; img-src ${images}; font-src 'none'; form-action 'none'; base-uri 'none'`;
  const style = `
    html, body { margin: 0; padding: 0; height: auto !important; min-height: 0 !important; background: transparent; }
    html { overflow-y: hidden; overflow-x: auto; color-scheme: ${isPainted ? 'light' : options.colors.scheme}; }
    body { padding: ${isPainted ? '12px' : '0'}; font: 14px/21px system-ui, 'Segoe UI', Roboto, sans-serif; color: ${isPainted ? '#1c1d22' : options.colors.text};
      overflow-wrap: break-word; }
    body > :first-child { margin-top: 0; } body > :last-child { margin-bottom: 0; }
    a { color: ${isPainted ? '#3730a3' : options.colors.link}; }
    img { max-width: 100%; height: auto; }
    img.blocked { display: none; }
    table { max-width: 100%; }
    pre { white-space: pre-wrap; }
    blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid #8888; }
  `;
  const document = `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="referrer" content="no-referrer"><style>${style}</style></head><body>${body.innerHTML}</body></html>`;
  return { document, hasQuote: own !== null, hasBlockedImages };
}
