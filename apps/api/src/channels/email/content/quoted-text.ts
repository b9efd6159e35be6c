import { forwardedMessage, headerNames, originalMessage, phoneSignature, wrote } from './quote-words.ts';

export interface Piece {
  kind: 'text' | 'quote' | 'signature';
  /** Whole lines. */
  text: string;
}

export interface SplitText {
  /** What the writer wrote in this mail; the whole text where nothing is left without quote and signature. */
  visible: string;
  /** Whether {@link visible} leaves something out. */
  hasQuote: boolean;
  /** The whole text in order: joined by line ends they are what was given. */
  pieces: Piece[];
}

type Kind = Piece['kind'];

const DASHED = /^\s*[-_*=]{2,}\s*(\S.{1,60}?)\s*[-_*=]{2,}\s*$/u;
/** A line that others may complete to "On … wrote:". */
const WROTE_START = /^\s*(?:on|am|le|el|il|em|op|den|w dniu)\s/i;
const RULE = /^\s*[_-]{10,}\s*$/;
/** A bar marks a quote too, but not where another follows: those are the columns of a table. */
const QUOTED = /^\s{0,3}(?:[>＞]|\|(?![^|]*\|))/u;
const SIGNATURE = /^-- ?$/;
const HEADER = /^\s*\*{0,2}([\p{L}\p{M}’' ]{1,24}?)\s*\*{0,2}\s*[:：]\*{0,2}(?:\s|\S*$)/u;
const ADDRESS = /[^\s<>@]@[^\s<>@]/;
const TIME = /\p{Nd}[:：]\p{Nd}{2}/u;
/** Marks around words that run from right to left. */
const DIRECTIONS = /[\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const MOST_HEADERS = 8;
const WRAPPED_LINES = 3;
const LONGEST_WROTE = 400;
const LONGEST_SIGNATURE = 15;

type Roles = Set<string>;

const roles = new Map<string, Roles>();
for (const [role, names] of Object.entries(headerNames)) {
  for (const name of names) roles.set(name, (roles.get(name) ?? new Set()).add(role));
}

/**
 * Tells what somebody wrote from the mail they quote and from their signature. Only what is surely a quote is left
 * out: a trailing or leading one. Answers between quoted lines keep their quotes, forwarded mails stay whole; and
 * nothing is lost, for the whole text is kept beside.
 */
export function splitQuotedText(text: string): SplitText {
  const lines = text.split('\n');
  const kinds = lines.map((): Kind => 'text');
  const cut = cutLine(lines);
  kinds.fill('quote', cut);
  markBlocks(lines, kinds, cut);
  markSignature(lines, kinds);
  const visible = shown(lines, kinds);
  if (visible === '') return { visible: text.trim(), hasQuote: false, pieces: [{ kind: 'text', text }] };
  return { visible, hasQuote: kinds.some((kind) => kind !== 'text'), pieces: piecesOf(lines, kinds) };
}

function shown(lines: string[], kinds: Kind[]): string {
  return lines
    .filter((_, index) => kinds[index] === 'text')
    .join('\n')
    .trim();
}

function piecesOf(lines: string[], kinds: Kind[]): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let index = 1; index <= lines.length; index++) {
    if (index < lines.length && kinds[index] === kinds[from]) continue;
    pieces.push({ kind: kinds[from]!, text: lines.slice(from, index).join('\n') });
    from = index;
  }
  return pieces;
}

/** The first line of a quote that runs to the end without `>` marks; the number of lines where there is none. */
function cutLine(lines: string[]): number {
  const heads = lines.map(rolesAt);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    const inside = line.length <= LONGEST_WROTE ? DASHED.exec(line)?.[1] : undefined;
    if (inside && originalMessage.test(inside)) return index;
    if (inside && wrote.test(inside) && /[\p{Nd}@]/u.test(inside)) return index;
    if (isHeaderBlock(lines, heads, index)) return RULE.test(lines[index - 1] ?? '') ? index - 1 : index;
    const count = wroteLines(lines, index);
    if (count > 0 && !nextIsQuoted(lines, index + count)) return index;
  }
  return lines.length;
}

/**
 * Outlook's head of a quoted mail: from whom, when, to whom, about what. Not that of a forwarded mail, and not what
 * somebody writes of a parcel that goes from here to there.
 */
function isHeaderBlock(lines: string[], heads: (Roles | undefined)[], index: number): boolean {
  if (!heads[index]?.has('from')) return false;
  const found = new Set<string>(['from']);
  for (let at = index + 1; at < Math.min(lines.length, index + MOST_HEADERS); at++) {
    const names = heads[at];
    if (!names) break;
    for (const role of names) found.add(role);
  }
  if (found.size < 3 || !(found.has('sent') || found.has('subject'))) return false;
  if (!ADDRESS.test(lines[index]!) && !isTimed(lines, heads, index)) return false;
  return !lines.slice(Math.max(0, index - 3), index).some((line) => forwardedMessage.test(line));
}

/** Whether the head of a mail that names no address is one by its place and its time. */
function isTimed(lines: string[], heads: (Roles | undefined)[], index: number): boolean {
  const [before = '', after = ''] = [lines[index - 1], lines[index + 1]];
  const isApart = before.trim() === '' || RULE.test(before);
  return isApart && (heads[index + 1]?.has('sent') ?? false) && TIME.test(after);
}

function rolesAt(line: string): Roles | undefined {
  if (line.length > 2_000) return undefined;
  const start = line.slice(0, 60);
  if (!start.includes(':') && !start.includes('：')) return undefined;
  const name = HEADER.exec(start.replaceAll(DIRECTIONS, ''))?.[1];
  return name === undefined ? undefined : roles.get(name.trim().normalize('NFC').toLowerCase());
}

/** Over how many lines "On … wrote:" runs from here; 0 where it is none. */
function wroteLines(lines: string[], index: number): number {
  const first = lines[index] ?? '';
  const mayWrap = WROTE_START.test(first) || first.includes('@') || digitsIn(first) >= 4;
  let joined = '';
  for (let count = 1; count <= (mayWrap ? WRAPPED_LINES : 1); count++) {
    const line = lines[index + count - 1]?.trim() ?? '';
    if (line === '' || QUOTED.test(line)) return 0;
    joined += `${joined === '' ? '' : ' '}${line}`;
    if (joined.length > LONGEST_WROTE) return 0;
    if (!joined.endsWith(':') && !joined.endsWith('：')) continue;
    // A date is in every such line, and an address or the word for "wrote"; "On Monday I wrote:" is somebody's prose.
    const digits = digitsIn(joined);
    const named = /<?[^\s<>]+@[^\s<>]+>?/.test(joined);
    const isAbout = (digits >= 4 && (named || wrote.test(joined))) || (named && wrote.test(joined));
    return isAbout && !/^\s*(?:https?:|[-*•])/.test(joined) ? count : 0;
  }
  return 0;
}

function digitsIn(line: string): number {
  return line.match(/\p{Nd}/gu)?.length ?? 0;
}

function nextIsQuoted(lines: string[], from: number): boolean {
  const next = lines.slice(from, from + 4).find((line) => line.trim() !== '');
  return next !== undefined && QUOTED.test(next);
}

/** Marks `>` blocks, with their "On … wrote:", unless the writer answers between them. */
function markBlocks(lines: string[], kinds: Kind[], end: number): void {
  const quoted: number[] = [];
  let blocks = 0;
  let written = 0;
  let inside: 'quote' | 'text' | null = null;
  for (let index = 0; index < end; index++) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    if (SIGNATURE.test(line)) break;
    const isMarked = QUOTED.test(line);
    const count = isMarked ? 0 : wroteLines(lines, index);
    if (isMarked || (count > 0 && nextIsQuoted(lines, index + count))) {
      if (inside !== 'quote') blocks++;
      inside = 'quote';
      for (let at = index; at < index + Math.max(count, 1); at++) quoted.push(at);
      index += Math.max(count, 1) - 1;
    } else {
      if (inside !== 'text') written++;
      inside = 'text';
    }
  }
  const isInterleaved = blocks > 1 && written > 1;
  if (!isInterleaved) {
    for (const index of quoted) kinds[index] = 'quote';
    return;
  }
  if (inside !== 'quote') return;
  // What is quoted after the last answer answers nothing.
  const isQuoted = new Set(quoted);
  let last = end - 1;
  while (last > 0 && (isQuoted.has(last) || lines[last]!.trim() === '')) last--;
  for (const index of quoted) if (index > last) kinds[index] = 'quote';
}

/** Marks what stands below `-- `, and what a telephone adds, where it ends what was written. */
function markSignature(lines: string[], kinds: Kind[]): void {
  const own = lines.flatMap((line, index) => (kinds[index] === 'text' && line.trim() !== '' ? [index] : []));
  // Programs that strip the space leave a blank line before.
  const dashes = own.findLast((index) => {
    const line = lines[index]!.trimStart();
    const isApart = () => (lines[index - 1] ?? '').trim() === '' || kinds[index - 1] === 'quote';
    return line === '-- ' || (line === '--' && isApart());
  });
  if (dashes !== undefined) {
    const below = own.filter((index) => index >= dashes);
    if (below.length <= LONGEST_SIGNATURE) for (const index of below) kinds[index] = 'signature';
  }
  for (const index of own.toReversed()) {
    if (kinds[index] === 'signature') continue;
    if (lines[index]!.length > 120 || !phoneSignature.test(lines[index]!.trim())) break;
    kinds[index] = 'signature';
  }
}
