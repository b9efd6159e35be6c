import { conceptsIn } from './concepts.ts';

const CONCEPT_WEIGHT = 5;
const GRAM = 4;
const LONGEST = 4_000;

/** Lower case, without Latin accents, every number as `0`: what the concepts and features are read from. */
export function normalise(text: string): string {
  return text
    .slice(0, LONGEST)
    .normalize('NFKC')
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036F]/g, '')
    .normalize('NFC')
    .replaceAll(/['’]/g, '')
    .replaceAll(/\d+/g, '0')
    .replaceAll(/\s+/g, ' ');
}

/** The features of a message with their weights: words, character 4-grams of words, length, concepts and pairs of concepts. */
export function featuresOf(text: string): Map<string, number> {
  const normal = normalise(text);
  const words = normal.match(/[\p{L}\p{M}0]+|[?!]/gu) ?? [];
  const features = new Map<string, number>();
  for (const word of words) {
    features.set(`word ${word}`, 1);
    const padded = `<${word}>`;
    for (let at = 0; at + GRAM < padded.length + 1 && padded.length > GRAM; at++)
      features.set(padded.slice(at, at + GRAM), 1);
  }
  features.set(`length ${Math.min(4, Math.floor(Math.log2(words.length + 1)))}`, 1);
  const concepts = conceptsIn(normal);
  concepts.forEach((concept, at) => {
    features.set(`concept ${concept}`, CONCEPT_WEIGHT);
    for (const other of concepts.slice(at + 1)) features.set(`both ${concept} ${other}`, 1);
  });
  return features;
}
