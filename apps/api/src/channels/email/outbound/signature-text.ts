import { escaped, linked } from './linked-text.ts';

const MARKS = /\*([^*\n]+)\*|(?<![\p{L}\p{N}])_([^_\n]+)_(?![\p{L}\p{N}])|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/gu;

/** The line above a signature, which many write into theirs, is written by the letter. */
const withoutLine = (text: string): string => text.replace(/^\s*-- ?\r?\n/, '');

/** A signature with its marks taken off; links keep their address. */
export function plainSignature(text: string): string {
  return withoutLine(text).replaceAll(MARKS, (_whole, bold?: string, italic?: string, words?: string, url?: string) =>
    words && url ? (words === url ? url : `${words} (${url})`) : (bold ?? italic ?? ''),
  );
}

/** A signature as HTML: its marks for bold, italics and links, and its line breaks. */
export function signatureHtml(signature: string): string {
  const text = withoutLine(signature);
  let html = '';
  let from = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, bold, italic, words, url] = match;
    html += linked(text.slice(from, match.index));
    if (words && url) html += `<a href="${escaped(url)}">${escaped(words)}</a>`;
    else html += bold ? `<b>${escaped(bold)}</b>` : `<i>${escaped(italic ?? '')}</i>`;
    from = match.index + whole.length;
  }
  return (html + linked(text.slice(from))).replaceAll('\n', '<br>\n');
}
