import { createHash } from 'node:crypto';
import { mailLimits } from './mail-limits.ts';
import { MailRefusal } from './parsed-mail.ts';

export interface HeaderBlock {
  /** Unfolded `name: value` lines, names in lower case, values as they came. */
  headers: { name: string; value: string }[];
  /** Where the body begins, in bytes. */
  bodyStart: number;
}

/**
 * Reads the header of a mail by bytes, before anything heavier looks at it.
 *
 * @throws MailRefusal when it is larger than any real mail's
 */
export function readHeaderBlock(raw: Buffer): HeaderBlock {
  const end = headerEnd(raw);
  if (end.length > mailLimits.headerBytes) throw new MailRefusal(`its header has ${end.length} bytes`);
  const headers: HeaderBlock['headers'] = [];
  for (const line of raw.toString('latin1', 0, end.length).split(/\r?\n/)) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line) && last) {
      last.value += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0)
      headers.push({ name: line.slice(0, colon).trim().toLowerCase(), value: line.slice(colon + 1).trim() });
    if (headers.length > mailLimits.headers)
      throw new MailRefusal(`it has more than ${mailLimits.headers} header lines`);
  }
  return { headers, bodyStart: end.next };
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** What `trimEnd` takes off, of the characters that are one byte; a no-break space is among them. */
const WHITE = new Set([0x09, LINE_FEED, 0x0b, 0x0c, CARRIAGE_RETURN, 0x20, 0xa0]);
const IDENTIFYING = ['message-id', 'date', 'from', 'to', 'cc', 'subject'];

/** SHA-256 over the identifying headers and the body: relays add lines on top and change line ends, never these. */
export function contentHash(raw: Buffer, { headers, bodyStart }: HeaderBlock): Uint8Array<ArrayBuffer> {
  const hash = createHash('sha256');
  for (const name of IDENTIFYING) {
    const value = headers.find((header) => header.name === name)?.value ?? '';
    hash.update(`${name}:${value.replaceAll(/\s+/g, ' ')}\n`, 'latin1');
  }
  hash.update('\n');
  hash.update(withBareLineEnds(raw.subarray(bodyStart)));
  return new Uint8Array(hash.digest());
}

/** The same bytes with each CR LF as LF, and without white space at the end. */
function withBareLineEnds(body: Buffer): Buffer {
  const bare = Buffer.allocUnsafe(body.length);
  let length = 0;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte !== CARRIAGE_RETURN || body[at + 1] !== LINE_FEED) bare[length++] = byte;
  }
  while (length > 0 && WHITE.has(bare[length - 1]!)) length--;
  return bare.subarray(0, length);
}

function headerEnd(raw: Buffer): { length: number; next: number } {
  const ends = [
    ['\r\n\r\n', 4],
    ['\n\n', 2],
  ] as const;
  const found = ends
    .map(([mark, size]) => ({ length: raw.indexOf(mark), size }))
    .filter(({ length }) => length !== -1)
    .sort((a, b) => a.length - b.length)[0];
  return found ? { length: found.length, next: found.length + found.size } : { length: raw.length, next: raw.length };
}
