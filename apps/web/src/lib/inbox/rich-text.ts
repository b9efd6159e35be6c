export type Span =
  | { type: 'text'; text: string }
  | { type: 'bold' | 'italic' | 'strike' | 'code'; text: string }
  | { type: 'link'; text: string; href: string };

// Every repetition is bounded: customers' text must not be able to hold up the page.
const LINK =
  /\b(?:https?:\/\/|www\.)[^\s<>"']{1,2000}[^\s<>"'.,;:!?)\]}]|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/giu;
const MARKS = /(?<![\p{L}\p{N}])([*_~`])(?=\S)([^\n]{0,400}?\S)\1(?![\p{L}\p{N}])/gu;
const kinds = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' } as const;

function* split(text: string, pattern: RegExp): Generator<{ match: RegExpExecArray | null; text: string }> {
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) yield { match: null, text: text.slice(at, match.index) };
    yield { match, text: match[0] };
    at = match.index + match[0].length;
  }
  if (at < text.length) yield { match: null, text: text.slice(at) };
}

const hrefOf = (text: string): string =>
  /^https?:/i.test(text) ? text : text.includes('@') && !text.startsWith('www.') ? `mailto:${text}` : `https://${text}`;

/** Plain text with its links, and with WhatsApp's `*bold*`, `_italic_`, `~struck~` and `` `code` `` where asked for. */
export function spansOf(text: string, marks: boolean): Span[] {
  const spans: Span[] = [];
  for (const piece of split(text, LINK)) {
    if (piece.match) {
      spans.push({ type: 'link', text: piece.text, href: hrefOf(piece.text) });
      continue;
    }
    if (!marks) {
      spans.push({ type: 'text', text: piece.text });
      continue;
    }
    for (const part of split(piece.text, MARKS)) {
      const kind = part.match?.[1] as keyof typeof kinds | undefined;
      spans.push(kind ? { type: kinds[kind], text: part.match?.[2] ?? '' } : { type: 'text', text: part.text });
    }
  }
  return spans;
}
