import { mailLimits } from './mail-limits.ts';

const LABEL = '(?:x-)?(?:unicode-[12]-[01]-)?utf-7';
const IS_NAMED = new RegExp(`${LABEL}\\b`, 'i');
const WORD = new RegExp(`=\\?${LABEL}(?:\\*[\\w-]*)?\\?([QB])\\?([^?]*)\\?=`, 'gi');
const PARAMETER = new RegExp(`\\bcharset\\s*=\\s*"?${LABEL}"?(?=[\\s;]|$)`, 'i');

/**
 * The same mail with what was written in UTF-7 (RFC 2152) in UTF-8: bodies, subjects and names. The reader of MIME does
 * not know UTF-7, as the web does not. Files and mails in mails stay as they are.
 */
export function withoutUtf7(raw: Buffer): Buffer {
  // Nearly no mail goes further than this.
  if (!raw.includes('-7', 0, 'latin1')) return raw;
  const source = raw.toString('latin1');
  return IS_NAMED.test(source) ? Buffer.from(readable(source, 0), 'latin1') : raw;
}

/** Characters between `+` and `-` are UTF-16 in base64; a `+` that begins none stays. */
export function decodeUtf7(text: string): string {
  return text.replaceAll(/\+([A-Za-z0-9+/]*)-?/g, (whole, base64: string) => {
    if (base64 === '') return '+';
    const bytes = Buffer.from(base64, 'base64');
    const units = bytes.subarray(0, bytes.length - (bytes.length % 2));
    return units.length === 0 ? whole : units.swap16().toString('utf16le');
  });
}

function readable(entity: string, depth: number): string {
  const end = /\r?\n\r?\n/.exec(entity);
  const header = end ? entity.slice(0, end.index) : entity;
  const body = end ? entity.slice(end.index + end[0].length) : '';
  const blank = end?.[0] ?? '';
  const type = field(header, 'content-type');
  const words = header.replaceAll(WORD, (_word, by: string, coded: string) => {
    const text = by.toUpperCase() === 'B' ? Buffer.from(coded, 'base64').toString('latin1') : quoted(coded, '_');
    return `=?utf-8?B?${Buffer.from(decodeUtf7(text)).toString('base64')}?=`;
  });
  const boundary = /^multipart\//i.test(type) ? /\bboundary\s*=\s*(?:"([^"]*)"|([^\s;]+))/i.exec(type) : null;
  if (boundary && depth < mailLimits.nesting) {
    return words + blank + parts(body, boundary[1] ?? boundary[2] ?? '', depth);
  }
  const isText = /^text\//i.test(type) && !/^attachment/i.test(field(header, 'content-disposition'));
  return isText && PARAMETER.test(type) ? inUtf8(words, body) : words + blank + body;
}

function parts(body: string, boundary: string, depth: number): string {
  const mark = `--${boundary}`;
  const written: string[] = [];
  let from = 0;
  // What stands before the first boundary is no part.
  let isPart = false;
  while (from <= body.length) {
    const at = nextLine(body, mark, from);
    const part = body.slice(from, at === -1 ? body.length : at);
    written.push(isPart ? readable(part, depth + 1) : part);
    if (at === -1) break;
    const lineEnd = body.indexOf('\n', at);
    const next = lineEnd === -1 ? body.length : lineEnd + 1;
    written.push(isPart && !part.endsWith('\n') ? '\r\n' : '', body.slice(at, next));
    isPart = !body.startsWith('--', at + mark.length);
    from = next;
    if (lineEnd === -1) break;
  }
  return written.join('');
}

function nextLine(body: string, mark: string, from: number): number {
  for (let at = body.indexOf(mark, from); at !== -1; at = body.indexOf(mark, at + 1)) {
    if (at === 0 || body[at - 1] === '\n') return at;
  }
  return -1;
}

function inUtf8(header: string, body: string): string {
  const coding = field(header, 'content-transfer-encoding').toLowerCase();
  let text = body;
  if (coding === 'base64') text = Buffer.from(body, 'base64').toString('latin1');
  if (coding === 'quoted-printable') text = quoted(body.replaceAll(/=[ \t]*\r?\n/g, ''), null);
  const others = header
    .split(/\r?\n(?![ \t])/)
    .filter((line) => !/^content-transfer-encoding\s*:/i.test(line))
    .map((line) => (/^content-type\s*:/i.test(line) ? line.replace(PARAMETER, 'charset=utf-8') : line));
  const coded = Buffer.from(decodeUtf7(text)).toString('base64');
  return `${[...others, 'Content-Transfer-Encoding: base64'].join('\r\n')}\r\n\r\n${coded}\r\n`;
}

/** A field of a header, unfolded; empty where it is missing. */
function field(header: string, name: string): string {
  const unfolded = header.replaceAll(/\r?\n[ \t]/g, ' ');
  return new RegExp(`^${name}[ \\t]*:(.*)$`, 'im').exec(unfolded)?.[1]?.trim() ?? '';
}

function quoted(text: string, space: string | null): string {
  const spaced = space === null ? text : text.replaceAll(space, ' ');
  return spaced.replaceAll(/=([0-9a-f]{2})/gi, (_coded, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
