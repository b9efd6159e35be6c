import { encode } from './charsets.ts';

/** How a text part is written. */
export interface TextPart {
  readonly type: 'text/plain' | 'text/html';
  readonly text: string;
  readonly charset: string;
  /** What the header claims, where it is not the truth. */
  readonly claimedCharset?: string | null;
  readonly encoding: 'base64' | 'quoted-printable' | '8bit';
}

/** Headers and body of a part, or of a whole mail without its own headers. */
export interface Part {
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** An encoded word of RFC 2047, or several. */
export function encodedWord(text: string, charset: string, by: 'B' | 'Q' = 'B'): string {
  const words: string[] = [];
  let from = 0;
  const characters = [...text];
  while (from < characters.length) {
    let to = from + 1;
    while (to < characters.length && encode(characters.slice(from, to + 1).join(''), charset).length <= 30) to++;
    const bytes = encode(characters.slice(from, to).join(''), charset);
    words.push(`=?${charset}?${by}?${by === 'B' ? bytes.toString('base64') : quotedWord(bytes)}?=`);
    from = to;
  }
  return words.join('\r\n ');
}

function quotedWord(bytes: Buffer): string {
  return [...bytes]
    .map((byte) => (/[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : hex(byte)))
    .join('');
}

function hex(byte: number): string {
  return `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** A parameter of RFC 2231, in several pieces where it is long. */
export function extendedParameter(name: string, value: string, charset: string): string {
  const coded = [...encode(value, charset)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`);
  const pieces: string[] = [];
  for (let from = 0; from < coded.length; from += 16) pieces.push(coded.slice(from, from + 16).join(''));
  if (pieces.length === 1) return `${name}*=${charset}''${pieces[0]}`;
  return pieces.map((piece, index) => `${name}*${index}*=${index === 0 ? `${charset}''` : ''}${piece}`).join(';\r\n ');
}

export function textPart({ type, text, charset, claimedCharset, encoding }: TextPart): Part {
  const claimed = claimedCharset === undefined ? charset : claimedCharset;
  return {
    headers: [
      `Content-Type: ${type}${claimed === null ? '' : `; charset="${claimed}"`}`,
      `Content-Transfer-Encoding: ${encoding}`,
    ],
    body: transfer(encode(text.replaceAll(/\r?\n/g, '\r\n'), charset), encoding),
  };
}

export function multipart(subtype: string, parts: readonly Part[], boundary: string, parameters = ''): Part {
  const chunks = parts.flatMap(({ headers, body }) => [
    Buffer.from(`--${boundary}\r\n${headers.join('\r\n')}\r\n\r\n`, 'latin1'),
    body,
    Buffer.from('\r\n'),
  ]);
  return {
    headers: [`Content-Type: multipart/${subtype}; boundary="${boundary}"${parameters}`],
    body: Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)]),
  };
}

export function attachment(content: Buffer, type: string, disposition: string, more: readonly string[] = []): Part {
  return {
    headers: [
      `Content-Type: ${type}`,
      `Content-Disposition: ${disposition}`,
      'Content-Transfer-Encoding: base64',
      ...more,
    ],
    body: transfer(content, 'base64'),
  };
}

/** The whole mail; header lines may hold bytes of any charset as `latin1`. */
export function mail(headers: readonly string[], part: Part): Buffer {
  return Buffer.concat([
    Buffer.from(`${[...headers, 'MIME-Version: 1.0', ...part.headers].join('\r\n')}\r\n\r\n`, 'latin1'),
    part.body,
    Buffer.from(part.body.at(-1) === 10 ? '' : '\r\n'),
  ]);
}

function transfer(bytes: Buffer, encoding: TextPart['encoding']): Buffer {
  if (encoding === '8bit') return bytes;
  if (encoding === 'base64') return Buffer.from(bytes.toString('base64').replaceAll(/(.{76})/g, '$1\r\n'));
  const lines: string[] = [];
  let line = '';
  for (const byte of bytes) {
    if (byte === 13) continue;
    if (byte === 10) {
      lines.push(line.replace(/ $/, '=20'));
      line = '';
      continue;
    }
    const coded = byte === 61 || byte < 32 || byte > 126 ? hex(byte) : String.fromCharCode(byte);
    if (line.length + coded.length > 75) {
      lines.push(`${line}=`);
      line = '';
    }
    line += coded;
  }
  return Buffer.from([...lines, line].join('\r\n'));
}
