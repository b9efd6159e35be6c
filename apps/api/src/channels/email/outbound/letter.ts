import { linked } from './linked-text.ts';
import { plainSignature, signatureHtml } from './signature-text.ts';

/** RFC 3676: what stands below is a signature. */
const SIGNATURE_LINE = '-- ';

/** What an agent typed, with the signature below. */
export function letterText(text: string, signature: string | null): string {
  return signature === null ? text : `${text}\n\n${SIGNATURE_LINE}\n${plainSignature(signature)}`;
}

/** The same as simple HTML: paragraphs, line breaks, links. */
export function letterHtml(text: string, signature: string | null): string {
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .map((paragraph) => `<p style="margin:0 0 1em">${linked(paragraph).replaceAll('\n', '<br>\n')}</p>`);
  const below =
    signature === null ? '' : `\n<div style="color:#555">${SIGNATURE_LINE}<br>\n${signatureHtml(signature)}</div>`;
  return `<!doctype html><html><body style="font-family:sans-serif;font-size:14px;line-height:1.5">${paragraphs.join('\n')}${below}</body></html>`;
}
