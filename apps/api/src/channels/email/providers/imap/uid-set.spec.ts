import { uidSet } from './uid-set.ts';

it.each([
  [[7], '7'],
  [[1, 2, 3], '1:3'],
  [[1, 3, 4, 9, 10, 11], '1,3:4,9:11'],
  [[4_294_967_294, 4_294_967_295], '4294967294:4294967295'],
])('%j is written as %s', (uids, written) => {
  expect(uidSet(uids)).toBe(written);
});
