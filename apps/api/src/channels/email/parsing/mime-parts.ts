import { mailLimits } from './mail-limits.ts';

/** A part of a mail, the mail itself being the first, by where it is in the bytes. */
export interface MimePart {
  headStart: number;
  headEnd: number;
  bodyStart: number;
  /** Before the line end that belongs to the boundary. */
  bodyEnd: number;
  /** Unfolded, each byte a character. */
  head: string;
  /** `text/plain` where none is declared; lower case. */
  type: string;
}

const MOST_PARTS = 1_000;
const MOST_MARKS = 100_000;
const LONGEST_BOUNDARY = 200;

interface Mark {
  /** Of the line before. */
  end: number;
  /** Of the line after. */
  next: number;
  /** Which of the open boundaries it is. */
  depth: number;
  isLast: boolean;
}

/** Where the parts of a mail are, in their order; of a mail that is forwarded as a file, nothing within. */
export function partsOf(raw: Buffer): MimePart[] {
  const parts: MimePart[] = [];
  const open: string[] = [];
  const budget = { marks: MOST_MARKS };
  let at = 0;
  while (parts.length < MOST_PARTS) {
    const part = headAt(raw, at);
    parts.push(part);
    const boundary = part.type.startsWith('multipart/') ? parameterOf(fieldOf(part, 'content-type'), 'boundary') : '';
    if (boundary !== '' && boundary.length <= LONGEST_BOUNDARY) open.push(boundary);
    if (open.length > mailLimits.nesting) break;
    let mark = nextMark(raw, part.bodyStart, open, budget);
    part.bodyEnd = Math.max(part.bodyStart, mark?.end ?? raw.length);
    while (mark?.isLast) {
      open.length = mark.depth;
      mark = nextMark(raw, mark.next, open, budget);
    }
    if (!mark) break;
    open.length = mark.depth + 1;
    at = mark.next;
  }
  return parts;
}

/** The first header of this name, which is in lower case. */
export function fieldOf({ head }: MimePart, name: string): string {
  return new RegExp(`(?:^|\\n)${name}[ \\t]*:[ \\t]*([^\\r\\n]*)`, 'i').exec(head)?.[1]?.trim() ?? '';
}

export function parameterOf(field: string, name: string): string {
  const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|([^\\s;"]*))`, 'i').exec(field);
  return (match?.[1] ?? match?.[2] ?? '').trim();
}

function headAt(raw: Buffer, start: number): MimePart {
  let at = start;
  while (at < raw.length) {
    const newLine = raw.indexOf(0x0a, at);
    const next = newLine === -1 ? raw.length : newLine + 1;
    const isEmpty = raw[at] === 0x0a || (raw[at] === 0x0d && raw[at + 1] === 0x0a);
    // A part may end before its body begins.
    if (raw[at] === 0x2d && raw[at + 1] === 0x2d) return partOf(raw, start, at, at);
    if (isEmpty) return partOf(raw, start, at, next);
    if (next - start > mailLimits.headerBytes) break;
    at = next;
  }
  return partOf(raw, start, at, at);
}

function partOf(raw: Buffer, headStart: number, headEnd: number, bodyStart: number): MimePart {
  const head = raw.toString('latin1', headStart, headEnd).replaceAll(/\r?\n[ \t]+/g, ' ');
  const part = { headStart, headEnd, bodyStart, bodyEnd: raw.length, head, type: 'text/plain' };
  const type = /^[\w.+-]+\/[\w.+-]+/.exec(fieldOf(part, 'content-type'))?.[0];
  return type ? { ...part, type: type.toLowerCase() } : part;
}

/** The next line from `from`, where a line begins, that is one of the boundaries. */
function nextMark(raw: Buffer, from: number, open: string[], budget: { marks: number }): Mark | null {
  if (open.length === 0) return null;
  let at = raw[from] === 0x2d && raw[from + 1] === 0x2d ? from : afterBreak(raw, from);
  for (; at !== -1 && budget.marks > 0; at = afterBreak(raw, at), budget.marks--) {
    const newLine = raw.indexOf(0x0a, at);
    const next = newLine === -1 ? raw.length : newLine + 1;
    const line = raw.toString('latin1', at + 2, Math.min(next, at + 2 * LONGEST_BOUNDARY)).trimEnd();
    const depth = open.findLastIndex((boundary) => line === boundary || line === `${boundary}--`);
    if (depth === -1) continue;
    const end = raw[at - 2] === 0x0d ? at - 2 : at - 1;
    return { end, next, depth, isLast: line !== open[depth] };
  }
  return null;
}

/** Where the next line that begins with two hyphens does. */
function afterBreak(raw: Buffer, from: number): number {
  const found = raw.indexOf('\n--', Math.max(0, from));
  return found === -1 ? -1 : found + 1;
}
