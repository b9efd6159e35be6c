import { isAscii, isUtf8 } from 'node:buffer';
import { charsetOf, decodedAs, likelyCharset, type Charset } from './charsets.ts';
import { fieldOf, parameterOf, partsOf, type MimePart } from './mime-parts.ts';
import { decodedTransfer } from './transfer-encoding.ts';

export interface Legible {
  /** The mail as it came, or with what could not be read otherwise put into UTF-8. */
  raw: Buffer;
  /** Whether a charset is unknown or had to be guessed, or a header is in raw bytes of another than UTF-8. */
  isDoubtful: boolean;
  /** Where they are in the mail as it came. */
  parts: MimePart[];
}

interface Edit {
  start: number;
  end: number;
  bytes: Buffer;
}

const SHOWN = /^text\/(?:plain|html|calendar)$/;
/** Of bytes by which an undeclared charset is told. */
const SAMPLE = 65_536;

/**
 * Puts a mail into what the MIME parser reads: charsets by the names that `TextDecoder` knows, texts of other charsets
 * and headers of raw bytes in UTF-8. Attachments stay byte for byte.
 */
export function legible(raw: Buffer): Legible {
  const parts = partsOf(raw);
  const page = new Legibility(raw, declaredBy(parts));
  for (const part of parts) page.read(part);
  return { raw: page.edited(), isDoubtful: page.isDoubtful, parts };
}

/** What the mail says of its text. */
function declaredBy(parts: MimePart[]): Charset {
  for (const part of parts) {
    const charset = charsetOf(parameterOf(fieldOf(part, 'content-type'), 'charset'));
    if (charset.kind === 'known' || charset.kind === 'foreign') return charset;
  }
  return { kind: 'nameless' };
}

class Legibility {
  isDoubtful = false;
  private readonly edits: Edit[] = [];
  private likely: string | null = null;

  private readonly raw: Buffer;
  private readonly declared: Charset;

  constructor(raw: Buffer, declared: Charset) {
    this.raw = raw;
    this.declared = declared;
  }

  read(part: MimePart): void {
    const given = this.raw.toString('latin1', part.headStart, part.headEnd);
    const mended = this.words(this.rawLines(given)).replaceAll(FILE_NAME, (...match: string[]) => this.fileName(match));
    const { head, body } = this.text(part, mended);
    if (head !== given) this.put(part.headStart, part.headEnd, Buffer.from(head, 'latin1'));
    if (body) this.put(part.bodyStart, part.bodyEnd, body);
  }

  edited(): Buffer {
    if (this.edits.length === 0) return this.raw;
    const pieces: Buffer[] = [];
    let at = 0;
    for (const { start, end, bytes } of this.edits) {
      pieces.push(this.raw.subarray(at, start), bytes);
      at = end;
    }
    return Buffer.concat([...pieces, this.raw.subarray(at)]);
  }

  private put(start: number, end: number, bytes: Buffer): void {
    this.edits.push({ start, end, bytes });
  }

  /** Lines of raw bytes in UTF-8. */
  private rawLines(head: string): string {
    if (!RAW.test(head)) return head;
    return head.replaceAll(LINE, (line) => {
      if (!RAW.test(line)) return line;
      const bytes = Buffer.from(line, 'latin1');
      if (!line.includes('\u{1B}') && isUtf8(bytes)) return line;
      this.isDoubtful = true;
      return Buffer.from(this.decodedLine(bytes)).toString('latin1');
    });
  }

  private decodedLine(bytes: Buffer): string {
    const japanese = bytes.includes(0x1b) ? decodedAs({ kind: 'known', name: 'iso-2022-jp' }, bytes) : null;
    return japanese ?? decodedAs(this.declared, bytes) ?? new TextDecoder(this.likelyOfHeaders()).decode(bytes);
  }

  /** One guess for the whole mail: a single name is too short for one. */
  private likelyOfHeaders(): string {
    const lines = () => (this.raw.toString('latin1', 0, SAMPLE).match(LINE) ?? []).filter((line) => RAW.test(line));
    this.likely ??= likelyCharset(Buffer.from(lines().join('\n'), 'latin1'));
    return this.likely;
  }

  /** Encoded words (RFC 2047) under a name that is known, or in UTF-8. */
  private words(head: string): string {
    // By their label all together, for a character may go on in the next word.
    const bytes = new Map<string, Buffer[]>();
    for (const [, label = '', encoding = '', text = ''] of head.matchAll(WORD)) {
      const pieces = bytes.get(label) ?? [];
      pieces.push(wordBytes(encoding, text));
      bytes.set(label, pieces);
    }
    const names = new Map<string, string | null>();
    for (const [label, pieces] of bytes) {
      const charset = charsetOf(label);
      names.set(label, charset.kind === 'foreign' ? null : this.nameOf(charset, () => Buffer.concat(pieces)));
    }
    return head.replaceAll(WORD, (word: string, label: string, encoding: string, text: string) => {
      const name = names.get(label);
      if (name === label.toLowerCase()) return word;
      if (name) return `=?${name}?${encoding}?${text}?=`;
      const decoded = decodedAs(charsetOf(label), wordBytes(encoding, text));
      return decoded === null ? word : `=?utf-8?B?${Buffer.from(decoded).toString('base64')}?=`;
    });
  }

  /** A name of a file by RFC 2231. */
  private fileName([given = '', lead = '', label = '', language = '', value = '']: string[]): string {
    const charset = charsetOf(label);
    const bytes = () => decodedTransfer('quoted-printable', value.replaceAll('%', '='));
    if (charset.kind !== 'foreign') return `${lead}${this.nameOf(charset, bytes)}${language}${value}`;
    // One that goes on in another parameter is left as it is.
    if (lead.includes('*0')) return given;
    return `${lead}utf-8${language}${encodeURIComponent(charset.decode(bytes()))}`;
  }

  /** A text under a name that the parser knows; one of another charset in UTF-8. */
  private text(part: MimePart, head: string): { head: string; body?: Buffer } {
    const isFile = /^attachment\b/i.test(fieldOf(part, 'content-disposition'));
    if (!SHOWN.test(part.type) || isFile) return { head };
    const encoding = fieldOf(part, 'content-transfer-encoding').toLowerCase();
    const label = parameterOf(fieldOf(part, 'content-type'), 'charset');
    const charset = charsetOf(label);
    if (charset.kind === 'foreign') {
      const bytes = decodedTransfer(encoding, this.raw.toString('latin1', part.bodyStart, part.bodyEnd));
      const body = Buffer.from(charset.decode(bytes)).toString('base64').replaceAll(/.{76}/g, '$&\r\n');
      const named = withCharset(head, 'utf-8').replaceAll(ENCODING, '');
      return { head: `Content-Transfer-Encoding: base64\r\n${named}`, body: Buffer.from(body) };
    }
    if (charset.kind === 'known') {
      return charset.name === label.toLowerCase() ? { head } : { head: withCharset(head, charset.name) };
    }
    const sample = this.raw.toString('latin1', part.bodyStart, Math.min(part.bodyEnd, part.bodyStart + SAMPLE));
    // Not to end within a character.
    const bytes = decodedTransfer(encoding, sample.slice(0, sample.lastIndexOf('\n') + 1 || sample.length));
    if (charset.kind === 'nameless' && isAscii(bytes) && !bytes.includes(0x1b)) return { head };
    const name = this.nameOf(charset, () => bytes);
    return name === 'utf-8' && label === '' ? { head } : { head: withCharset(head, name) };
  }

  private nameOf(charset: Exclude<Charset, { kind: 'foreign' }>, bytes: () => Buffer): string {
    if (charset.kind === 'known') return charset.name;
    const name = likelyCharset(bytes());
    if (charset.kind === 'unknown' || name !== 'utf-8') this.isDoubtful = true;
    return name;
  }
}

const LINE = /[^\r\n]+/g;
// eslint-disable-next-line no-control-regex
const RAW = /[\u0080-\u00FF\u001B]/;
const WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([QqBb])\?([^?\r\n]*)\?=/g;
const FILE_NAME = /(\b(?:file)?name(?:\*0)?\*[ \t]*=[ \t]*"?)([\w.:+-]{1,60})('[^'\r\n]{0,40}')([^\s;"]*)/gi;
const TYPE = /^content-type[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*/im;
const ENCODING = /^content-transfer-encoding[ \t]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n?/gim;
const CHARSET = /\bcharset\s*=\s*(?:"[^"]*"|[^\s;"]*)/i;

/** A head whose content type names another charset, or one at all. */
function withCharset(head: string, name: string): string {
  if (!TYPE.test(head)) return `Content-Type: text/plain; charset=${name}\r\n${head}`;
  return head.replace(TYPE, (field) =>
    CHARSET.test(field)
      ? field.replace(CHARSET, `charset=${name}`)
      : `${field.trimEnd().replace(/;$/, '')}; charset=${name}`,
  );
}

function wordBytes(encoding: string, text: string): Buffer {
  return /b/i.test(encoding)
    ? Buffer.from(text, 'base64')
    : decodedTransfer('quoted-printable', text.replaceAll('_', ' '));
}
