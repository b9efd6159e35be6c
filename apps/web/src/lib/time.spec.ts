import { clockTime, dayLabel, daysBetween, duration, listTime, untilTime } from './time.ts';

const local = (month: number, day: number, hour = 12, minute = 0) => new Date(2026, month - 1, day, hour, minute);
/** A Friday. */
const now = local(11, 20, 14, 30);

describe('listTime', () => {
  it.each([
    [local(11, 20, 14, 30), 'now'],
    [new Date(2026, 10, 20, 14, 30, 40), 'now'],
    [local(11, 20, 14, 25), '5m'],
    [local(11, 20, 9, 5), '09:05'],
    [local(11, 20, 0, 0), clockTime(local(11, 20, 0, 0))],
    [local(11, 19, 23, 59), 'Thu'],
    [local(11, 14), 'Sat'],
  ])('says of %s', (moment, expected) => {
    expect(listTime(moment, now)).toBe(expected);
  });

  it('gives the date from a week on, and the year of other years', () => {
    expect(listTime(local(11, 13), now)).toMatch(/13/);
    expect(listTime(local(11, 13), now)).not.toMatch(/2026/);
    expect(listTime(new Date(2025, 10, 13), now)).toMatch(/2025/);
  });

  it('does not say “now” of what lies ahead', () => {
    expect(listTime(local(11, 20, 14, 40), now)).toBe('14:40');
  });
});

describe('days', () => {
  it('are counted by the calendar, not by 24 hours', () => {
    expect(daysBetween(local(11, 19, 23, 59), local(11, 20, 0, 1))).toBe(1);
    expect(daysBetween(local(11, 20, 0, 1), local(11, 20, 23, 59))).toBe(0);
    expect(daysBetween(local(11, 21), now)).toBe(-1);
  });
  it('have the names people use', () => {
    expect(dayLabel(local(11, 20), now)).toBe('Today');
    expect(dayLabel(local(11, 19), now)).toBe('Yesterday');
    expect(dayLabel(local(11, 17), now)).toBe('Tuesday');
  });
});

describe('duration', () => {
  it.each([
    [12_000, '12 s'],
    [59_999, '59 s'],
    [60_000, '1 m'],
    [3_600_000, '1 h'],
    [11_520_000, '3 h 12 m'],
    [86_400_000, '1 d'],
    [187_200_000, '2 d 4 h'],
    [-90_000, '1 m'],
  ])('says of %d ms', (length, expected) => {
    expect(duration(length)).toBe(expected);
  });
});

describe('untilTime', () => {
  it.each([
    [local(11, 20, 18), '18:00'],
    [local(11, 21, 9), 'tomorrow 09:00'],
    [local(11, 23, 9), 'Mon 09:00'],
  ])('says when it comes back: %s', (moment, expected) => {
    expect(untilTime(moment, now)).toBe(expected);
  });
});
