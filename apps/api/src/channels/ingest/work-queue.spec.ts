import { WorkQueue } from './work-queue.ts';

const numbers = (from: number, count: number) => Array.from({ length: count }, (_, index) => from + index);

it.each([
  ['both kinds by halves', 10, 10, [100, 101, 0, 1]],
  ['more of what is fresh, where little was left behind', 10, 1, [100, 0, 1, 2]],
  ['more of what was left behind, where little is fresh', 1, 10, [100, 101, 102, 0]],
  ['only what is fresh', 10, 0, [0, 1, 2, 3]],
  ['only what was left behind', 0, 10, [100, 101, 102, 103]],
  ['what there is', 1, 1, [100, 0]],
])('hands out %s', (_what, fresh, left, expected) => {
  const queue = new WorkQueue(1000);
  queue.add(numbers(0, fresh));
  queue.addLeft(numbers(100, left));
  expect(queue.next(4)).toEqual(expected);
  expect(queue.length).toBe(fresh + left - expected.length);
});

it('takes no more than its limit', () => {
  const queue = new WorkQueue(3);
  queue.add(numbers(0, 2));
  queue.add(numbers(2, 2));
  expect(queue.next(10)).toEqual([0, 1, 2]);
});
