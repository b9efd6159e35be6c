import { nextTry } from './next-try.ts';

const now = new Date('2026-11-20T09:00:00Z');
const waits = (chance: number) =>
  Array.from({ length: 13 }, (_, index) => {
    const at = nextTry(index + 1, now, chance);
    return at && (at.getTime() - now.getTime()) / 1000;
  });

it('waits twice as long each time, up to half an hour, and gives up after the twelfth try', () => {
  expect(waits(0.5)).toEqual([15, 30, 60, 120, 240, 480, 960, 1800, 1800, 1800, 1800, null, 15]);
});

it('spreads the tries by a fifth either way', () => {
  expect(waits(0).slice(0, 2)).toEqual([12, 24]);
  expect(waits(1).slice(0, 2)).toEqual([18, 36]);
});
