import { clockOf } from './business-clock.ts';
import type { Calendar } from './calendar.ts';
import { SlaError } from './error.ts';
import { type Instant, toMs } from './instant.ts';

/**
 * The instant at which `seconds` of opening time have passed since `start`: the earliest one, so that time
 * used up exactly at closing time gives the closing time, and 0 gives `start` itself. Negative seconds count
 * back from `start`, to the latest such instant.
 *
 * Opening time is real time during which the local clock shows an open interval: a day of 23 or 25 hours
 * counts what the clock shows, an hour shown twice counts twice. Exact to the millisecond; logarithmic in the
 * number of overrides and offset changes, whatever the distance.
 *
 * @param calendar `null` is open around the clock
 * @throws {SlaError} `invalid_calendar`, `invalid_instant`, `invalid_seconds`; `never_open` when the calendar
 *   is not open for so long before the year 2200 (or since 1900)
 */
export function addBusinessTime(calendar: Calendar | null, start: Instant, seconds: number): Date {
  if (!Number.isFinite(seconds))
    throw new SlaError('invalid_seconds', 'seconds', `${seconds} is not a number of seconds`);
  const from = toMs(start, 'start');
  const end = shift(calendar, from, Math.round(seconds * 1000));
  if (end === null) {
    throw new SlaError('never_open', 'calendar', `is not open for ${seconds} s from ${new Date(from).toISOString()}`);
  }
  return new Date(end);
}

/**
 * Opening time in `[from, to)`, in seconds; negative when `to` is before `from`. The inverse of
 * {@link addBusinessTime}: `businessTimeBetween(c, t, addBusinessTime(c, t, s)) === s`.
 *
 * @param calendar `null` is open around the clock
 * @throws {SlaError} `invalid_calendar`, `invalid_instant`; `out_of_range` outside the years 1900 to 2199
 */
export function businessTimeBetween(calendar: Calendar | null, from: Instant, to: Instant): number {
  return openMs(calendar, toMs(from, 'from'), toMs(to, 'to')) / 1000;
}

/** {@link businessTimeBetween} in milliseconds. */
export function openMs(calendar: Calendar | null, from: number, to: number): number {
  return calendar ? clockOf(calendar).between(from, to) : to - from;
}

/** {@link addBusinessTime} in milliseconds; `null` instead of `never_open`. */
export function shift(calendar: Calendar | null, start: number, amount: number): number | null {
  if (!calendar || amount === 0) {
    const end = start + amount;
    return Number.isNaN(new Date(end).getTime()) ? null : end;
  }
  const clock = clockOf(calendar);
  return amount > 0 ? clock.after(start, amount) : clock.before(start, -amount);
}
