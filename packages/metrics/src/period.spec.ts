import { fromWall, toWall } from './local-time.ts';
import { type Period, resolvePeriod } from './period.ts';

const zone = 'Asia/Kolkata';
/** A Wednesday. */
const now = new Date('2026-03-18T10:00:00+05:30');
const ist = (text: string) => new Date(`${text}${text.length === 10 ? 'T00:00' : ''}:00+05:30`).toISOString();

it.each([
  ['today', '2026-03-18', '2026-03-18T10:00', '2026-03-17', '2026-03-17T10:00'],
  ['yesterday', '2026-03-17', '2026-03-18', '2026-03-16', '2026-03-17'],
  ['this_week', '2026-03-16', '2026-03-18T10:00', '2026-03-09', '2026-03-11T10:00'],
  ['last_week', '2026-03-09', '2026-03-16', '2026-03-02', '2026-03-09'],
  ['this_month', '2026-03-01', '2026-03-18T10:00', '2026-02-01', '2026-02-18T10:00'],
  ['last_month', '2026-02-01', '2026-03-01', '2026-01-01', '2026-02-01'],
  ['this_quarter', '2026-01-01', '2026-03-18T10:00', '2025-10-01', '2025-12-16T10:00'],
  ['last_quarter', '2025-10-01', '2026-01-01', '2025-07-01', '2025-10-01'],
  ['this_year', '2026-01-01', '2026-03-18T10:00', '2025-01-01', '2025-03-18T10:00'],
  ['last_year', '2025-01-01', '2026-01-01', '2024-01-01', '2025-01-01'],
  ['last_1_days', '2026-03-18', '2026-03-18T10:00', '2026-03-17T14:00', '2026-03-18'],
  ['last_7_days', '2026-03-12', '2026-03-18T10:00', '2026-03-05T14:00', '2026-03-12'],
  ['custom:2026-03-01..2026-03-15', '2026-03-01', '2026-03-16', '2026-02-14', '2026-03-01'],
] satisfies [Period, string, string, string, string][])('%s', (period, from, to, previousFrom, previousTo) => {
  const { range, previous } = resolvePeriod(period, now, zone);
  const shown = [range.from, range.to, previous.from, previous.to].map((date) => date.toISOString());
  expect(shown).toEqual([from, to, previousFrom, previousTo].map(ist));
});

it('cuts the month before at its own end', () => {
  const { previous } = resolvePeriod('this_month', new Date('2026-03-31T10:00:00+05:30'), zone);
  expect(previous.to.toISOString()).toBe(ist('2026-03-01'));
});

it('counts whole local days over a change of the clock', () => {
  const { range, previous } = resolvePeriod('yesterday', new Date('2026-03-30T08:00:00Z'), 'Europe/Berlin');
  expect(range.to.getTime() - range.from.getTime()).toBe(23 * 3_600_000);
  expect(previous.to.getTime() - previous.from.getTime()).toBe(24 * 3_600_000);
});

it.each([
  'now',
  'this_day',
  'last_0_days',
  'this_month_',
  'custom:2026-02-30..2026-03-01',
  'custom:2026-03-02..2026-03-01',
])('refuses %s', (period) => {
  expect(() => resolvePeriod(period as Period, now, zone)).toThrow(RangeError);
});

it('refuses a zone that does not exist', () => {
  expect(() => resolvePeriod('today', now, 'Asia/Atlantis')).toThrow(RangeError);
});

describe('the local clock', () => {
  it.each([
    ['a gap leads to its later side', '2026-03-29T02:30:00Z', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['an hour shown twice is the first', '2026-10-25T02:30:00Z', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['midnight that does not exist', '2026-04-24T00:00:00Z', 'Africa/Cairo', '2026-04-23T22:00:00Z'],
  ])('%s', (_name, wall, timeZone, instant) => {
    expect(fromWall(Date.parse(wall), timeZone)).toEqual(new Date(instant));
  });

  it('goes there and back', () => {
    const instant = new Date('2026-03-18T04:30:00Z');
    expect(fromWall(toWall(instant, zone), zone)).toEqual(instant);
  });
});
