import { isUtf8 } from 'node:buffer';
import { analyse } from 'chardet';
import iconv from 'iconv-lite';
import { shiftedCharsets } from './shifted-charsets.ts';

const words = (text: string) => text.split(' ');

/** Names that programs made up, without separators, for what `TextDecoder` knows by another. */
const aliases: Record<string, string> = Object.fromEntries(
  Object.entries({
    'euc-jp': 'ujis eucjp eucjpms cp51932',
    'iso-2022-jp': 'iso2022jp iso2022jp1 iso2022jp2 iso2022jp3 iso2022jp2004 iso2022jpms junet cp50220 cp50221 cp50222',
    shift_jis: 'shiftjis mskanji cp932 windows932 ms932 ibm932',
    'euc-kr': 'euckr uhc cp949 ms949 windows949 ibm949 ksc56011987',
    gbk: 'euccn cp936 ms936 windows936 gb231280',
    gb18030: 'gb180302000 cp54936',
    big5: 'cp950 ms950 windows950 big5eten',
    'windows-874': 'tis620 cp874 ms874 windows874',
    'koi8-r': 'koi8r cp20866',
    // Where the Russian, Ukrainian and Belarusian letters are, it is KOI8-U.
    'koi8-u': 'koi8u koi8ru isoir111 koi8e ecmacyrillic cp21866',
    ...Object.fromEntries(
      words('1250 1251 1252 1253 1254 1255 1256 1257 1258').map((page) => [
        `windows-${page}`,
        `win${page} windows${page} ms${page} cp${page}`,
      ]),
    ),
    'utf-8': 'utf8 cp65001 unicode11utf8',
  }).flatMap(([name, given]) => words(given).map((alias) => [alias, name])),
);

/** What `TextDecoder` has not and iconv-lite has. */
const others: Record<string, string> = {
  ...Object.fromEntries(
    words(
      'cp437 cp720 cp737 cp775 cp850 cp852 cp855 cp857 cp858 cp860 cp861 cp862 cp863 cp864 cp865 cp869 cp1125',
    ).flatMap((page) => [page, page.replace('cp', 'ibm')].map((name) => [name, page])),
  ),
  ...Object.fromEntries(
    words('utf32 utf32le utf32be koi8t pt154 viscii tcvn armscii8 georgianps mik').map((name) => [name, name]),
  ),
  kz1048: 'rk1048',
  rk1048: 'rk1048',
  strk10482002: 'rk1048',
};

/** Labels that say no more than that nobody knows. ASCII is the same as UTF-8 where the mail keeps to it. */
const nameless = new Set(words('unknown8bit unknown default none 8bit binary usascii ascii ansix341968'));

export type Charset =
  /** `name` is one that `TextDecoder` takes. */
  | { kind: 'known'; name: string }
  | { kind: 'foreign'; decode: (bytes: Buffer) => string }
  /** Not declared, and so to be told by the bytes. */
  | { kind: 'nameless' }
  | { kind: 'unknown' };

/** What a declared charset means. */
export function charsetOf(label: string | null): Charset {
  const given = (label ?? '').trim().toLowerCase();
  const bare = given.replace(/^(?:x-ms-|x-|cs)/, '').replaceAll(/[\s._:()-]+/g, '');
  if (bare === '' || nameless.has(bare)) return { kind: 'nameless' };
  const name = [given, aliases[bare], bare].find((candidate) => candidate !== undefined && isTextDecoders(candidate));
  if (name) return { kind: 'known', name };
  const other = others[bare];
  if (other) return { kind: 'foreign', decode: (bytes) => iconv.decode(bytes, other) };
  const decode = shiftedCharsets[bare];
  return decode ? { kind: 'foreign', decode } : { kind: 'unknown' };
}

/** Bytes in a charset that is declared; null where that is none, or not theirs. */
export function decodedAs(charset: Charset, bytes: Buffer): string | null {
  if (charset.kind !== 'known' && charset.kind !== 'foreign') return null;
  const text = charset.kind === 'known' ? new TextDecoder(charset.name).decode(bytes) : charset.decode(bytes);
  return text.includes('\u{FFFD}') ? null : text;
}

const LEAST_CONFIDENCE = 20;
const LONGEST_SAMPLE = 16_384;

/** The charset that bytes of which nothing is declared are most likely in, as `TextDecoder` names it. */
export function likelyCharset(bytes: Buffer): string {
  if (isUtf8(bytes)) return 'utf-8';
  const meta = /<meta[^<>]{1,200}\bcharset\s*=\s*["']?([\w.:-]{1,40})/i.exec(bytes.toString('latin1', 0, 4_096))?.[1];
  const declared = charsetOf(meta ?? null);
  if (declared.kind === 'known' && decodedAs(declared, bytes) !== null) return declared.name;
  const [best] = analyse(bytes.subarray(0, LONGEST_SAMPLE));
  const guessed = charsetOf(best && best.confidence >= LEAST_CONFIDENCE ? best.name : null);
  // Every byte means something in windows-1252: no guess is lost that somebody could make better.
  return guessed.kind === 'known' && !guessed.name.startsWith('utf-') ? guessed.name : 'windows-1252';
}

function isTextDecoders(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== '';
  } catch {
    return false;
  }
}
