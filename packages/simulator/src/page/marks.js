import { make } from './screen.js';

const marks = /(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]{0,400}?\S)\1(?![\p{L}\p{N}])/gu;
const elements = { '*': 'strong', _: 'em', '~': 's', '`': 'code' };

/** WhatsApp's `*bold*`, `_italic_`, `~struck~` and `` `code` ``, as the phone shows them. */
export function withMarks(text) {
  const parts = [];
  let at = 0;
  for (const match of text.matchAll(marks)) {
    parts.push(text.slice(at, match.index), make(elements[match[1]], {}, match[2]));
    at = match.index + match[0].length;
  }
  return [...parts, text.slice(at)];
}
