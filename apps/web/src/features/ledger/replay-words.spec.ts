import { replayWords } from './replay-words.ts';

const nothing = { received: 0, processed: 0, ignored: 0, failed: 0, rejected: 0 };

it.each([
  ['running', 6, { received: 4, processed: 2 }, 'Processing again: 2 looked at so far'],
  ['done', 6, { received: 1, rejected: 5 }, 'Processing again: 5 looked at so far'],
  ['done', 6, { rejected: 6 }, '6 looked at: 0 taken in, 6 still rejected'],
  ['done', 4, { processed: 1, ignored: 2, failed: 1 }, '4 looked at: 1 taken in, 2 without effect, 1 failed'],
  ['stopped', 1200, { processed: 1200 }, 'Stopped. 1,200 looked at: 1,200 taken in'],
  ['done', 0, {}, 'There was nothing to process again'],
] as const)('says of one that is %s after %d: %j', (state, replayed, outcomes, words) => {
  expect(replayWords({ state, replayed, outcomes: { ...nothing, ...outcomes } })).toBe(words);
});
