export interface SplitText {
  /** What the writer wrote in this mail; the whole text where nothing is left without the quote. */
  visible: string;
  /** Whether {@link visible} leaves something out. */
  hasQuote: boolean;
}

const ORIGINAL_MESSAGE =
  /^\s*[-_]{2,}\s*(?:original message|original appointment|reply message|ursprüngliche nachricht|message d'origine|mensaje original|messaggio originale|mensagem original|oorspronkelijk bericht)\s*[-_]{2,}\s*$/i;
/** "On <date> <somebody> wrote:" in the languages mail programs write it in; it may be wrapped over three lines. */
const WROTE =
  /^(?:on|am|le|el|il|em|op)\s.{3,300}(?:wrote|schrieb(?:\s.{1,120})?|a écrit|escribió|ha scritto|escreveu|schreef(?:\s.{1,120})?)\s*:\s*$/i;
const WROTE_START = /^(?:on|am|le|el|il|em|op)\s/i;
const HEADER_LINE = /^\s*\*?(from|sent|date|to|cc|subject|von|gesendet|an|betreff|de|envoyé|à|objet)\s?:\*?\s/i;
const RULE = /^\s*_{10,}\s*$/;
const QUOTED = /^\s{0,3}>/;
const WRAPPED_LINES = 3;

/**
 * Tells a reply from the mail it quotes. Only what is surely a quote is left out: a trailing or leading quote.
 * Answers between quoted lines keep their quotes, forwarded mails stay whole.
 */
export function splitQuotedText(text: string): SplitText {
  const lines = text.split('\n');
  const cut = cutLine(lines);
  const head = cut === null ? lines : lines.slice(0, cut);
  const kept = withoutQuoteBlocks(head);
  const visible = kept.join('\n').trim();
  if (visible === '') return { visible: text.trim(), hasQuote: false };
  return { visible, hasQuote: kept.length < lines.length };
}

/** The first line of a quote that runs to the end without `>` marks. */
function cutLine(lines: string[]): number | null {
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (ORIGINAL_MESSAGE.test(line)) return index;
    if (isHeaderBlock(lines, index)) return RULE.test(lines[index - 1] ?? '') ? index - 1 : index;
    const wrote = wroteLines(lines, index);
    if (wrote > 0 && !nextIsQuoted(lines, index + wrote)) return index;
  }
  return null;
}

/** Outlook's head of a quoted mail: From, then Sent or Date, then To or Subject. Not for a forwarded mail. */
function isHeaderBlock(lines: string[], index: number): boolean {
  const names: string[] = [];
  for (let at = index; at < Math.min(lines.length, index + 6); at++) {
    const name = HEADER_LINE.exec(lines[at] ?? '')?.[1]?.toLowerCase();
    if (!name) break;
    names.push(name);
  }
  if (names.length < 3 || !/^(?:from|von|de)$/.test(names[0] ?? '')) return false;
  const before = lines.slice(Math.max(0, index - 3), index).join('\n');
  return !/forward|weitergeleitet|transféré/i.test(before);
}

/** Over how many lines "On … wrote:" runs from here; 0 where it is none. */
function wroteLines(lines: string[], index: number): number {
  if (!WROTE_START.test(lines[index] ?? '')) return 0;
  let joined = '';
  for (let count = 1; count <= WRAPPED_LINES; count++) {
    const line = lines[index + count - 1];
    if (line === undefined || line.trim() === '') return 0;
    joined += `${joined === '' ? '' : ' '}${line.trim()}`;
    if (joined.length > 400) return 0;
    // A date or an address is in every such line; "On Monday I wrote:" is somebody's prose.
    if (WROTE.test(joined)) return /[\d@]/.test(joined) ? count : 0;
  }
  return 0;
}

function nextIsQuoted(lines: string[], from: number): boolean {
  const next = lines.slice(from, from + 4).find((line) => line.trim() !== '');
  return next !== undefined && QUOTED.test(next);
}

/** Leaves out `>` blocks, with their "On … wrote:", unless the writer answers between them. */
function withoutQuoteBlocks(lines: string[]): string[] {
  const quoted = new Set<number>();
  let blocks = 0;
  let written = 0;
  let inside: 'quote' | 'text' | null = null;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    if (line.trim() === '') continue;
    const wrote = wroteLines(lines, index);
    if (QUOTED.test(line) || (wrote > 0 && nextIsQuoted(lines, index + wrote))) {
      if (inside !== 'quote') blocks++;
      inside = 'quote';
      for (let at = index; at < index + Math.max(wrote, 1); at++) quoted.add(at);
      index += Math.max(wrote, 1) - 1;
    } else {
      if (inside !== 'text') written++;
      inside = 'text';
    }
  }
  if (blocks === 0) return lines;
  const isInterleaved = blocks > 1 && written > 1;
  if (isInterleaved) return inside === 'quote' ? lines.slice(0, lastWritten(lines, quoted) + 1) : lines;
  return lines.filter((_, index) => !quoted.has(index));
}

function lastWritten(lines: string[], quoted: ReadonlySet<number>): number {
  return lines.findLastIndex((line, index) => !quoted.has(index) && line.trim() !== '');
}
