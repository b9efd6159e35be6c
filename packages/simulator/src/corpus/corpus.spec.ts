import PostalMime from 'postal-mime';
import { makeCorpus } from './corpus.ts';

const options = { seed: 7, count: 400, to: 'support@demo.test' };

it('is the same for the same seed, byte by byte, and another for another', () => {
  const bytes = (seed: number) => makeCorpus({ ...options, seed }).map(({ raw }) => raw.toString('base64'));
  expect(bytes(7)).toEqual(bytes(7));
  expect(bytes(8)).not.toEqual(bytes(7));
});

it('has threads, copies, mails of nobody, and parses', async () => {
  const corpus = makeCorpus(options);
  expect(corpus).toHaveLength(400);
  expect(new Set(corpus.map(({ thread }) => thread)).size).toBeGreaterThan(100);
  expect(corpus.some(({ isCopy }) => isCopy)).toBe(true);
  expect(corpus.some(({ writer }) => writer === null)).toBe(true);
  for (const { raw } of corpus) await PostalMime.parse(raw);
});
