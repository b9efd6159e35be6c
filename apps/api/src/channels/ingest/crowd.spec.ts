import { Crowd, restAfter } from './crowd.ts';

/**
 * A crowd after so many arrivals a second, for one second, in a process that is busy for this share of it; so many of
 * them share an INSERT.
 */
function after(perSecond: number, busy: number, sharing = 1): { crowd: Crowd; pass: (milliseconds: number) => void } {
  let now = 0;
  const crowd = new Crowd({ now: () => now, busy: () => busy });
  for (let index = 0; index < perSecond; index += 1) {
    now += 1000 / perSecond;
    crowd.arrived();
    if (index % sharing === 0) crowd.inserted();
  }
  return { crowd, pass: (milliseconds) => (now += milliseconds) };
}

describe('a crowd', () => {
  it.each([
    ['many arrive and the process has no time to spare', 400, 0.95, 1, true],
    ['many arrive and the process has time', 400, 0.5, 1, false],
    ['many arrive and wait for one another', 400, 0.5, 8, true],
    ['few arrive, however busy the process', 40, 1, 1, false],
    ['few arrive, all at once', 40, 0.1, 40, false],
  ])('when %s', (_when, perSecond, busy, sharing, isThere) => {
    expect(after(perSecond, busy, sharing).crowd.isThere).toBe(isThere);
  });

  it('is gone a moment after they stop', () => {
    const { crowd, pass } = after(400, 1);
    pass(150);
    expect(crowd.isThere).toBe(false);
  });
});

it.each([
  ['a short one, when nothing waits', 10, 0, 90],
  ['no more than a second, when nothing waits', 500, 0, 1000],
  ['no more than a second in all, for what can be done by then', 100, 8, 125],
  ['as long as ever, for what takes longer anyway', 100, 20, 900],
  ['never more than two seconds', 1000, 20, 2000],
])('a processor takes a rest: %s', (_what, worked, batches, rest) => {
  expect(restAfter(worked, batches)).toBe(rest);
});
