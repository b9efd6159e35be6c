import { charsetOfCodePage } from '../code-pages.ts';
import { RtfTokens, type RtfToken } from './rtf-tokens.ts';

/** The body that an RTF stands for: HTML where it was made of HTML, else its words. */
export interface RtfBody {
  html: string | null;
  text: string | null;
}

/** Deeper is no message, and each group is remembered until it ends. */
const MOST_DEPTH = 1_000;

/** Groups whose words are not of the message; nor are those that begin with `\*`, but for the tags of HTML. */
const UNSEEN = new Set(
  'fonttbl colortbl stylesheet info pict object header headerl headerr footer footerl footerr footnote mhtmltag themedata colorschememapping datastore listtable listoverridetable rsidtbl generator xmlnstbl'.split(
    ' ',
  ),
);

/** Words that stand for a character. */
const CHARACTERS = new Map(
  Object.entries({
    par: '\r\n',
    line: '\r\n',
    sect: '\r\n',
    page: '\r\n',
    row: '\r\n',
    tab: '\t',
    cell: '\t',
    lquote: '‘',
    rquote: '’',
    ldblquote: '“',
    rdblquote: '”',
    bullet: '•',
    endash: '–',
    emdash: '—',
    emspace: '\u2003',
    enspace: '\u2002',
    '~': '\u00A0',
    _: '\u2011',
  }),
);

/** Code pages by what fonts call them. */
const FONT_CODE_PAGES: Record<number, number> = {
  0: 1252,
  77: 10_000,
  128: 932,
  129: 949,
  134: 936,
  136: 950,
  161: 1253,
  162: 1254,
  163: 1258,
  177: 1255,
  178: 1256,
  186: 1257,
  204: 1251,
  222: 874,
  238: 1250,
};

interface Group {
  isUnseen: boolean;
  isFontTable: boolean;
  /** Between `\htmlrtf` and `\htmlrtf0`: only for those who read RTF as such. */
  isForRtfOnly: boolean;
  charset: string;
  /** How many characters after a `\u` stand for it where Unicode is not known. */
  substitutes: number;
}

/** Reads RTF: what was encapsulated in it (MS-OXRTFEX), else its words. In linear time, as far as it goes. */
export function readRtf(rtf: Buffer): RtfBody {
  const reader = new RtfReader();
  for (const token of new RtfTokens(rtf)) if (!reader.take(token)) break;
  return reader.body();
}

class RtfReader {
  #charset = 'windows-1252';
  readonly #fonts = new Map<number, string>();
  #font = 0;
  #isHtml = false;
  #groups: Group[] = [];
  #group: Group = {
    isUnseen: false,
    isFontTable: false,
    isForRtfOnly: false,
    charset: '',
    substitutes: 1,
  };
  #isOptional = false;
  #toSkip = 0;
  readonly #written: string[] = [];
  #bytes: Buffer[] = [];
  #bytesCharset = '';

  /** @returns false when nothing of what follows is to be read */
  take(token: RtfToken): boolean {
    const isOptional = this.#isOptional;
    this.#isOptional = false;
    switch (token.kind) {
      case 'open':
        if (this.#groups.length >= MOST_DEPTH) return false;
        this.#toSkip = 0;
        this.#groups.push(this.#group);
        this.#group = { ...this.#group };
        return true;
      case 'close': {
        this.#toSkip = 0;
        const outer = this.#groups.pop();
        if (outer) this.#group = outer;
        return this.#groups.length > 0;
      }
      case 'text': {
        const skipped = Math.min(this.#toSkip, token.bytes.length);
        this.#toSkip -= skipped;
        this.#text(token.bytes.subarray(skipped));
        return true;
      }
      case 'word':
        this.#word(token.word, token.value, isOptional);
        return true;
    }
  }

  body(): RtfBody {
    this.#flush();
    const all = this.#written.join('').trim();
    if (all === '') return { html: null, text: null };
    return this.#isHtml ? { html: all, text: null } : { html: null, text: all };
  }

  #word(word: string, value: number | null, isOptional: boolean): void {
    const group = this.#group;
    if (word === '*') {
      this.#isOptional = true;
    } else if (word === 'u' && value !== null) {
      this.#flush();
      this.#write(String.fromCharCode(value & 0xffff));
      this.#toSkip = group.substitutes;
    } else if (this.#toSkip > 0 && CHARACTERS.has(word)) {
      this.#toSkip--;
    } else if (word === 'uc') {
      group.substitutes = Math.max(0, value ?? 1);
    } else if (word === 'ansicpg') {
      this.#charset = charsetOfCodePage(value ?? 0);
    } else if (word === 'fromhtml') {
      this.#isHtml = value !== 0;
    } else if (word === 'htmlrtf') {
      group.isForRtfOnly = value !== 0;
    } else if ((isOptional && word !== 'htmltag') || UNSEEN.has(word)) {
      group.isUnseen = true;
      group.isFontTable = word === 'fonttbl';
    } else if (word === 'plain') {
      group.charset = '';
    } else if (word === 'f') {
      this.#font = value ?? 0;
      group.charset = this.#fonts.get(this.#font) ?? '';
    } else if (word === 'fcharset' || word === 'cpg') {
      const codePage = word === 'cpg' ? value : FONT_CODE_PAGES[value ?? 0];
      if (group.isFontTable && codePage) this.#fonts.set(this.#font, charsetOfCodePage(codePage));
    } else {
      const character = CHARACTERS.get(word);
      if (character === undefined) return;
      this.#flush();
      this.#write(character);
    }
  }

  get #isSeen(): boolean {
    return !this.#group.isUnseen && !(this.#isHtml && this.#group.isForRtfOnly);
  }

  /** Characters of several bytes may come byte by byte: they are decoded together. */
  #text(bytes: Buffer): void {
    if (!this.#isSeen) return;
    const charset = this.#group.charset || this.#charset;
    if (charset !== this.#bytesCharset) this.#flush();
    this.#bytesCharset = charset;
    this.#bytes.push(bytes);
  }

  #write(text: string): void {
    if (this.#isSeen) this.#written.push(text);
  }

  #flush(): void {
    if (this.#bytes.length === 0) return;
    this.#written.push(new TextDecoder(this.#bytesCharset).decode(Buffer.concat(this.#bytes)));
    this.#bytes = [];
  }
}
