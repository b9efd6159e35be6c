import { conceptsIn } from './concepts.ts';
import { normalise } from './features.ts';

export const SUMMARY_LIMIT = 140;

const LOOK_AT = 3_000;
const courtesy = new Set(['greeting', 'thanks']);
const opening =
  /^(hi|hey|hello|hallo|dear|good (morning|afternoon|evening)|namaste|hola|bonjour|guten tag)\b[^.!?\n]{0,40}[,!.]?\s*(?=\n|$)/i;
const closing =
  /^(thanks|thank you|many thanks|regards|kind regards|best( regards)?|sincerely|cheers|sent from my|yours|--)\b/i;
const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });

/**
 * The sentence of a message that says most about what is wanted, at most {@link SUMMARY_LIMIT} characters.
 * Quoted lines, salutations and closings are passed over. The subject stands in where the text says nothing.
 */
export function summarise(text: string, subject: string | null): string {
  const lines = text
    .slice(0, LOOK_AT)
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('>'));
  const end = lines.findIndex((line, at) => at > 0 && closing.test(line.trim()));
  const body = (end < 0 ? lines : lines.slice(0, end)).join('\n').replace(opening, '');
  const candidates = [...sentences.segment(body.replaceAll(/\n+/g, '\n'))]
    .map(({ segment }) => segment.replaceAll(/\s+/g, ' ').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .slice(0, 30);
  const best = candidates
    .map((sentence, at) => ({ sentence, score: weigh(sentence) - at * 0.15 }))
    .reduce<{ sentence: string; score: number } | null>((a, b) => (a && a.score >= b.score ? a : b), null);
  return shorten(best?.sentence || subject?.trim() || text.replaceAll(/\s+/g, ' ').trim());
}

function weigh(sentence: string): number {
  const wanted = conceptsIn(normalise(sentence)).filter((concept) => !courtesy.has(concept)).length;
  const isAsking = sentence.includes('?') ? 0.7 : 0;
  const namesSomething = /\d{3,}/.test(sentence) ? 0.5 : 0;
  const isShort = sentence.length < 12 ? -1 : 0;
  return wanted + isAsking + namesSomething + isShort;
}

function shorten(text: string): string {
  const characters = Array.from(text);
  if (characters.length <= SUMMARY_LIMIT) return text;
  const cut = characters.slice(0, SUMMARY_LIMIT - 1).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > SUMMARY_LIMIT / 2 ? cut.slice(0, space) : cut}…`;
}
