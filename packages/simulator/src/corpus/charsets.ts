import iconv from 'iconv-lite';

/** Bytes of a text in a charset by its name in mail. @throws Error for one that is not known */
export function encode(text: string, charset: string): Buffer {
  if (charset === 'iso-2022-jp') return japaneseMail(text);
  if (!iconv.encodingExists(charset)) throw new Error(`There is no charset ${String(charset)}`);
  return iconv.encode(text, charset);
}

/** Whether every character of a text is in the charset. */
export function fits(text: string, charset: string): boolean {
  if (charset === 'iso-2022-jp') return fits(text, 'euc-jp');
  return iconv.decode(iconv.encode(text, charset), charset) === text;
}

/** ISO-2022-JP: the characters of EUC-JP in seven bits, between escape sequences. */
function japaneseMail(text: string): Buffer {
  const bytes: number[] = [];
  let isKanji = false;
  for (const character of text) {
    const [first = 0, second] = iconv.encode(character, 'euc-jp');
    if (second !== undefined && first >= 0xa1) {
      if (!isKanji) bytes.push(0x1b, 0x24, 0x42);
      bytes.push(first & 0x7f, second & 0x7f);
      isKanji = true;
    } else {
      if (isKanji) bytes.push(0x1b, 0x28, 0x42);
      bytes.push(first & 0x7f);
      isKanji = false;
    }
  }
  if (isKanji) bytes.push(0x1b, 0x28, 0x42);
  return Buffer.from(bytes);
}
