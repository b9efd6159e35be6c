export type RtfToken =
  | { kind: 'open' }
  | { kind: 'close' }
  /** In a charset that only the reader knows. */
  | { kind: 'text'; bytes: Buffer }
  /** A control word such as `\par`, or a control sign such as `\*`. */
  | { kind: 'word'; word: string; value: number | null };

const LONGEST_WORD = 32;
const LONGEST_NUMBER = 11;

const code = (character: string) => character.charCodeAt(0);
const isLetter = (byte: number) => (byte >= code('a') && byte <= code('z')) || (byte >= code('A') && byte <= code('Z'));
const isLineEnd = (byte: number) => byte === 13 || byte === 10;
/** Line ends and NULs are of the file, not of the text. */
const isText = (byte: number) =>
  byte !== code('{') && byte !== code('}') && byte !== code('\\') && byte !== 0 && !isLineEnd(byte);
const isDigit = (byte: number) => byte >= code('0') && byte <= code('9');

/** The tokens of an RTF, in order. */
export class RtfTokens implements Iterable<RtfToken> {
  readonly #data: Buffer;
  #at = 0;

  constructor(data: Buffer) {
    this.#data = data;
  }

  *[Symbol.iterator](): Generator<RtfToken> {
    while (this.#at < this.#data.length) {
      const byte = this.#data[this.#at]!;
      if (isText(byte)) {
        yield { kind: 'text', bytes: this.#run(isText, this.#data.length) };
        continue;
      }
      this.#at++;
      if (byte === code('{')) yield { kind: 'open' };
      else if (byte === code('}')) yield { kind: 'close' };
      else if (byte === code('\\')) {
        const token = this.#control();
        if (token) yield token;
      }
    }
  }

  #control(): RtfToken | null {
    const data = this.#data;
    const sign = data[this.#at];
    if (sign === undefined) return null;
    if (!isLetter(sign)) {
      this.#at++;
      const character = String.fromCharCode(sign);
      if (character === "'") return this.#escaped();
      if ('\\{}'.includes(character)) return { kind: 'text', bytes: data.subarray(this.#at - 1, this.#at) };
      return { kind: 'word', word: isLineEnd(sign) ? 'par' : character, value: null };
    }
    const word = this.#run(isLetter, LONGEST_WORD).toString('latin1');
    const isNegative = data[this.#at] === code('-') && isDigit(data[this.#at + 1] ?? 0);
    if (isNegative) this.#at++;
    const digits = this.#run(isDigit, LONGEST_NUMBER).toString('latin1');
    const value = digits === '' ? null : Number(digits) * (isNegative ? -1 : 1);
    if (data[this.#at] === code(' ')) this.#at++;
    if (word !== 'bin') return { kind: 'word', word, value };
    this.#at += Math.max(0, value ?? 0);
    return null;
  }

  #escaped(): RtfToken | null {
    const hex = this.#data.toString('latin1', this.#at, this.#at + 2);
    if (!/^[0-9a-f]{2}$/i.test(hex)) return null;
    this.#at += 2;
    return { kind: 'text', bytes: Buffer.from(hex, 'hex') };
  }

  #run(is: (byte: number) => boolean, most: number): Buffer {
    const from = this.#at;
    while (this.#at < this.#data.length && this.#at - from < most && is(this.#data[this.#at]!)) this.#at++;
    return this.#data.subarray(from, this.#at);
  }
}
