import { Parser } from 'htmlparser2';

const BLOCKS = new Set(
  'address article aside blockquote center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
const SPACED = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'table', 'blockquote', 'pre']);
const UNSEEN = new Set(['head', 'script', 'style', 'title', 'template', 'noscript', 'object', 'svg', 'math']);
const MOST_QUOTE_DEPTH = 20;

/** The words of an HTML mail as plain text, in one pass: blocks become lines, `blockquote` becomes `> `. */
export function htmlToText(html: string): string {
  const writer = new LineWriter();
  let unseen = 0;
  let pre = 0;
  let href: string | null = null;
  let linkText = '';
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (UNSEEN.has(name)) unseen++;
        if (unseen > 0) return;
        if (name === 'br') writer.newLine();
        else if (BLOCKS.has(name)) writer.startBlock(SPACED.has(name));
        if (name === 'blockquote') writer.quote(1);
        if (name === 'pre') pre++;
        if (name === 'li') writer.add('- ');
        if (name === 'td' || name === 'th') writer.add(' ');
        if (name === 'img' && attributes['alt']) writer.add(` ${attributes['alt']} `);
        if (name === 'a') {
          href = attributes['href'] ?? null;
          linkText = '';
        }
      },
      ontext(text) {
        if (unseen > 0) return;
        if (href !== null) linkText += text;
        if (pre > 0) writer.addVerbatim(text);
        else writer.add(text);
      },
      onclosetag(name) {
        if (UNSEEN.has(name)) unseen = Math.max(0, unseen - 1);
        if (unseen > 0) return;
        if (name === 'a' && href !== null) {
          if (/^https?:/i.test(href) && !linkText.includes(href.slice(0, 60))) writer.add(` (${href})`);
          href = null;
        }
        if (name === 'blockquote') {
          writer.startBlock(false);
          writer.quote(-1);
        }
        if (BLOCKS.has(name)) writer.startBlock(SPACED.has(name));
        if (name === 'pre') pre = Math.max(0, pre - 1);
      },
    },
    { decodeEntities: true },
  );
  parser.end(html);
  return writer.text();
}

class LineWriter {
  readonly #lines: string[] = [];
  #line: string[] = [];
  #depth = 0;
  #endsInSpace = true;
  #isEmpty = true;

  add(text: string): void {
    let collapsed = text.replaceAll(/[\s\u00A0]+/g, ' ');
    if (this.#endsInSpace) collapsed = collapsed.trimStart();
    if (collapsed === '') return;
    this.#line.push(collapsed);
    this.#isEmpty = false;
    this.#endsInSpace = collapsed.endsWith(' ');
  }

  addVerbatim(text: string): void {
    const [first = '', ...rest] = text.split(/\r?\n/);
    this.#put(first);
    for (const line of rest) {
      this.newLine();
      this.#put(line);
    }
  }

  newLine(): void {
    const prefix = '> '.repeat(Math.min(this.#depth, MOST_QUOTE_DEPTH));
    this.#lines.push((prefix + this.#line.join('')).trimEnd());
    this.#line = [];
    this.#isEmpty = true;
    this.#endsInSpace = true;
  }

  startBlock(spaced: boolean): void {
    if (!this.#isEmpty) this.newLine();
    if (spaced && this.#lines.length > 0 && !/^[> ]*$/.test(this.#lines.at(-1) ?? '')) this.newLine();
  }

  quote(by: 1 | -1): void {
    this.#depth = Math.max(0, this.#depth + by);
  }

  text(): string {
    if (!this.#isEmpty) this.newLine();
    return this.#lines
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim();
  }

  #put(text: string): void {
    if (text === '') return;
    this.#line.push(text);
    this.#isEmpty = false;
    this.#endsInSpace = /\s$/.test(text);
  }
}
