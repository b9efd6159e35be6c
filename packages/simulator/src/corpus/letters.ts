import { fits } from './charsets.ts';
import type { Language } from './languages.ts';
import { encodedWord, multipart, textPart, type Part } from './mime.ts';
import { programNames, replyBy, type Quoted } from './programs.ts';
import type { Random } from './random.ts';

export interface Person {
  readonly name: string;
  readonly address: string;
  readonly language: Language;
}

const encodings = ['base64', 'quoted-printable', '8bit'] as const;

/** A charset that its program may have chosen for this text. */
function charsetFor(random: Random, { charsets }: Language, text: string): string {
  const possible = charsets.filter((charset) => charset !== 'us-ascii' && fits(text, charset));
  if (possible.length === 0 || random.chance(0.35)) return 'utf-8';
  return random.pick(possible);
}

export function sentences(random: Random, { sentences: all }: Language): string[] {
  return random.shuffled(all).slice(0, random.between(1, Math.min(3, all.length)));
}

export function headerText(random: Random, text: string, language: Language): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return encodedWord(text, charsetFor(random, language, text), random.pick(['B', 'Q']));
}

/** Text, HTML, or both; in a charset of the writer's language, sometimes not the one it claims. */
export function letterBody(random: Random, language: Language, text: string, html: string, boundary: string): Part {
  const charset = charsetFor(random, language, text + html);
  const encoding = random.pick(encodings);
  const claim = random.chance(0.03) ? { claimedCharset: random.pick(['us-ascii', 'utf-8', 'x-unknown', null]) } : {};
  // Seven bits take only what is made for them.
  const by = { charset, encoding: charset === 'iso-2022-jp' ? ('8bit' as const) : encoding, ...claim };
  const plain = textPart({ type: 'text/plain', text, ...by });
  const rich = textPart({ type: 'text/html', text: html, ...by });
  const style = random.next();
  if (style < 0.25) return plain;
  if (style < 0.35) return rich;
  return multipart('alternative', [plain, rich], boundary);
}

/** An answer, quoted as one of the eight programs quotes. */
export function answerBody(random: Random, writer: Person, quoted: Quoted, boundary: string): Part {
  const { language, name } = writer;
  const lines = sentences(random, language);
  const { text, html } = replyBy(random.pick(programNames), { language, lines, name, quoted });
  return letterBody(random, language, text, html, boundary);
}
