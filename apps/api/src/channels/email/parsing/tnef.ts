import { clean } from './clean-text.ts';
import { charsetOfCodePage } from './code-pages.ts';
import { decompressRtf } from './rtf/compressed-rtf.ts';
import { readRtf } from './rtf/rtf-body.ts';

/** A file or body that Outlook wrapped up. */
export interface TnefFile {
  filename: string | null;
  contentType: string;
  contentId: string | null;
  content: Uint8Array<ArrayBuffer>;
}

export interface Tnef {
  text: string | null;
  html: string | null;
  files: TnefFile[];
}

const SIGNATURE = 0x223e9f78;
const MOST_FILES = 500;
const MOST_PROPERTIES = 2_000;

const attribute = {
  body: 0x0002800c,
  messageProperties: 0x00069003,
  beginFile: 0x00069002,
  fileData: 0x0006800f,
  fileTitle: 0x00018010,
  fileProperties: 0x00069005,
  codePage: 0x00069007,
} as const;

const property = {
  body: 0x1000,
  html: 0x1013,
  compressedRtf: 0x1009,
  attachedData: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  mediaType: 0x370e,
  contentId: 0x3712,
} as const;

type Properties = Map<number, string | Buffer>;

/**
 * Reads a `winmail.dat` (MS-OXTNEF): the body and the files that Outlook put into one attachment. What breaks off is
 * read as far as it goes. Lengths are checked against what is there before anything is taken.
 *
 * @returns null for what is no TNEF
 */
export function readTnef(given: Uint8Array): Tnef | null {
  const data = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  if (data.length < 6 || data.readUInt32LE(0) !== SIGNATURE) return null;
  const tnef: Tnef = { text: null, html: null, files: [] };
  let codePage = 'windows-1252';
  let file: TnefFile | null = null;
  let rtf: Buffer | null = null;
  for (let at = 6; at + 9 <= data.length;) {
    const id = data.readUInt32LE(at + 1);
    const length = data.readUInt32LE(at + 5);
    const value = data.subarray(at + 9, at + 9 + length);
    if (value.length < length) break;
    at += 9 + length + 2;
    if (id === attribute.codePage && value.length >= 4) codePage = charsetOfCodePage(value.readUInt32LE(0));
    else if (id === attribute.body) tnef.text ??= decoded(value, codePage);
    else if (id === attribute.messageProperties) {
      const properties = readProperties(value, codePage);
      tnef.text = textOf(properties.get(property.body), codePage) ?? tnef.text;
      tnef.html = textOf(properties.get(property.html), codePage) ?? tnef.html;
      const compressed = properties.get(property.compressedRtf);
      if (Buffer.isBuffer(compressed)) rtf = compressed;
    } else if (id === attribute.beginFile) {
      if (tnef.files.length >= MOST_FILES) break;
      file = { filename: null, contentType: 'application/octet-stream', contentId: null, content: new Uint8Array() };
      tnef.files.push(file);
    } else if (file && id === attribute.fileTitle) file.filename ??= decoded(value, codePage);
    else if (file && id === attribute.fileData) file.content = copied(value);
    else if (file && id === attribute.fileProperties) describe(file, readProperties(value, codePage), codePage);
  }
  if (rtf && tnef.text === null && tnef.html === null) Object.assign(tnef, bodyOfRtf(rtf));
  return tnef;
}

function bodyOfRtf(compressed: Buffer): Pick<Tnef, 'text' | 'html'> {
  const rtf = decompressRtf(compressed);
  const { text, html } = rtf ? readRtf(rtf) : { text: null, html: null };
  return { text: text && clean(text), html: html && clean(html) };
}

function describe(file: TnefFile, properties: Properties, codePage: string): void {
  const text = (id: number) => textOf(properties.get(id), codePage);
  file.filename = text(property.longName) ?? file.filename ?? text(property.shortName);
  file.contentType = text(property.mediaType) ?? file.contentType;
  file.contentId = text(property.contentId);
  const inner = properties.get(property.attachedData);
  if (file.content.length === 0 && Buffer.isBuffer(inner)) file.content = copied(inner);
}

const SIZES: Record<number, number> = {
  0x0002: 4,
  0x0003: 4,
  0x0004: 4,
  0x000a: 4,
  0x000b: 4,
  0x0005: 8,
  0x0006: 8,
  0x0007: 8,
  0x0014: 8,
  0x0040: 8,
  0x0048: 16,
};
const VARIABLE = new Set([0x000d, 0x001e, 0x001f, 0x0102]);

/** The texts and bytes of a list of MAPI properties, by their id. */
function readProperties(data: Buffer, codePage: string): Properties {
  const found: Properties = new Map();
  const reader = new Reader(data);
  const count = reader.number();
  for (let index = 0; index < Math.min(count, MOST_PROPERTIES) && reader.isWithin; index++) {
    const tag = reader.number();
    const type = tag & 0xffff;
    const id = tag >>> 16;
    if (id >= 0x8000) reader.skipName();
    const isMany = (type & 0x1000) !== 0;
    const single = type & 0xefff;
    const size = SIZES[single];
    if (size !== undefined) {
      reader.take((isMany ? reader.number() : 1) * size);
      continue;
    }
    if (!VARIABLE.has(single)) break;
    const values = reader.number();
    for (let each = 0; each < values && reader.isWithin; each++) {
      const value = reader.padded();
      if (each > 0) continue;
      // An object begins with the 16 bytes of its interface.
      if (single === 0x000d) found.set(id, value.subarray(16));
      else if (single === 0x0102) found.set(id, value);
      else found.set(id, decoded(value, single === 0x001f ? 'utf-16le' : codePage));
    }
  }
  return found;
}

class Reader {
  private at = 0;

  private readonly data: Buffer;

  constructor(data: Buffer) {
    this.data = data;
  }

  get isWithin(): boolean {
    return this.at < this.data.length;
  }

  number(): number {
    const at = this.at;
    this.at += 4;
    return at + 4 <= this.data.length ? this.data.readUInt32LE(at) : 0;
  }

  take(length: number): Buffer {
    const value = this.data.subarray(this.at, this.at + length);
    this.at += length;
    return value;
  }

  /** A length and as many bytes, filled up to four. */
  padded(): Buffer {
    const length = this.number();
    const value = this.take(length);
    this.at += (4 - (length % 4)) % 4;
    return value;
  }

  /** Properties without a number of their own are named. */
  skipName(): void {
    this.take(16);
    if (this.number() === 0) this.take(4);
    else this.padded();
  }
}

function textOf(value: string | Buffer | undefined, codePage: string): string | null {
  if (value === undefined) return null;
  const text = typeof value === 'string' ? value : decoded(value, codePage);
  return text === '' ? null : text;
}

function decoded(value: Buffer, charset: string): string {
  return clean(new TextDecoder(charset).decode(value).replace(/\0.*$/s, ''));
}

function copied(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes);
}
