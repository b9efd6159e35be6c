import { compare, type Measured, newsOf, rate, type Trend, type Unit } from './value.ts';

const measured = (value: number | null): Measured => ({ value, num: null, den: null, n: 7 });

describe('compare', () => {
  it.each<[string, Unit, number | null, number | null, number | null, Trend]>([
    ['a rise', 'count', 150, 100, 50, 'up'],
    ['a fall', 'seconds', 75, 100, -25, 'down'],
    ['just under 1 %', 'count', 1009, 1000, 0.9, 'stable'],
    ['exactly 1 %', 'count', 101, 100, 1, 'up'],
    ['nothing after nothing', 'count', 0, 0, 0, 'stable'],
    ['something after nothing', 'count', 3, 0, null, 'new'],
    ['nothing after something', 'count', 0, 3, -100, 'down'],
    ['a rise from below zero', 'count', -50, -100, 50, 'up'],
    ['nothing to compare with', 'count', 5, null, null, null],
    ['nothing now', 'seconds', null, 5, null, null],
    ['points of a rate', 'percent', 82, 80, 2, 'up'],
    ['under half a point', 'percent', 80.25, 80, 0.25, 'stable'],
    ['half a point', 'percent', 79.5, 80, -0.5, 'down'],
    ['a rate after a rate of 0', 'percent', 12, 0, 12, 'up'],
  ])('%s', (_name, unit, now, before, change, trend) => {
    const value = compare(measured(now), measured(before), unit);
    expect(value).toEqual({
      ...measured(now),
      prev: before,
      change: expect.anything(),
      trend,
      ...(change === null && { change }),
    });
    if (change !== null) expect(value.change).toBeCloseTo(change, 9);
  });

  it('compares with nothing where there is no earlier measurement', () => {
    expect(compare(measured(5), null, 'count')).toMatchObject({ prev: null, change: null, trend: null });
  });
});

it.each([
  [3, 4, 75],
  [0, 4, 0],
  [4, 4, 100],
  [0, 0, null],
])('%i of %i is a rate of %p', (num, den, value) => {
  expect(rate(num, den)).toEqual({ value, num, den });
});

it.each([
  ['up', 'more_is_better', 'good'],
  ['down', 'more_is_better', 'bad'],
  ['up', 'less_is_better', 'bad'],
  ['down', 'less_is_better', 'good'],
  ['up', 'neutral', 'neutral'],
  ['stable', 'less_is_better', 'neutral'],
  ['new', 'more_is_better', 'neutral'],
  [null, 'more_is_better', 'neutral'],
] as const)('%p where %s is %s news', (trend, polarity, news) => {
  expect(newsOf(trend, polarity)).toBe(news);
});
