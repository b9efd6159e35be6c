const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hour12: false });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: 'short' });
const longWeekday = new Intl.DateTimeFormat(undefined, { weekday: 'long' });
const dayMonth = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const dayMonthYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'short' });

type Moment = string | number | Date;

/** Midnight of the local day, milliseconds since 1970. */
export const startOfDay = (moment: Moment): number => new Date(moment).setHours(0, 0, 0, 0);

/** Whole local days from `moment` to `now`: 0 today, 1 yesterday, −1 tomorrow. */
export function daysBetween(moment: Moment, now: Moment): number {
  return Math.round((startOfDay(now) - startOfDay(moment)) / DAY);
}

/** For a list row: `now`, `5m`, `14:05`, `Tue`, `3 Nov`, `3 Nov 2025`. */
export function listTime(moment: Moment, now: Moment): string {
  const date = new Date(moment);
  const age = new Date(now).getTime() - date.getTime();
  // The page's clock ticks once a minute: what has just come is ahead of it.
  if (Math.abs(age) < MINUTE) return 'now';
  if (age >= 0 && age < HOUR) return `${Math.floor(age / MINUTE)}m`;
  const days = daysBetween(date, now);
  if (days === 0) return clock.format(date);
  if (days > 0 && days < 7) return weekday.format(date);
  return date.getFullYear() === new Date(now).getFullYear() ? dayMonth.format(date) : dayMonthYear.format(date);
}

export const clockTime = (moment: Moment): string => clock.format(new Date(moment));

export const fullTime = (moment: Moment): string => full.format(new Date(moment));

/** Above the first message of a day: `Today`, `Yesterday`, `Tomorrow`, `Tuesday`, `3 Nov`, `3 Nov 2025`. */
export function dayLabel(moment: Moment, now: Moment): string {
  const date = new Date(moment);
  const days = daysBetween(date, now);
  if (days === 0) return 'Today';
  if (days === 1) return 'Yesterday';
  if (days === -1) return 'Tomorrow';
  if (days > 1 && days < 7) return longWeekday.format(date);
  return date.getFullYear() === new Date(now).getFullYear() ? dayMonth.format(date) : dayMonthYear.format(date);
}

/** A length of time in at most two units: `3 h 12 m`, `2 d 4 h`, `40 s`. Negative lengths lose their sign. */
export function duration(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  if (length < MINUTE) return `${Math.floor(length / 1000)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} m`;
  const [big, small, bigUnit, smallUnit] =
    length < DAY
      ? [Math.floor(length / HOUR), Math.floor((length % HOUR) / MINUTE), 'h', 'm']
      : [Math.floor(length / DAY), Math.floor((length % DAY) / HOUR), 'd', 'h'];
  return small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;
}

/** When something comes back: `14:05`, `tomorrow 09:00`, `Fri 16:00`, `3 Dec 09:00`. */
export function untilTime(moment: Moment, now: Moment): string {
  const date = new Date(moment);
  const days = -daysBetween(date, now);
  if (days === 0) return clock.format(date);
  if (days === 1) return `tomorrow ${clock.format(date)}`;
  if (days > 1 && days < 7) return `${weekday.format(date)} ${clock.format(date)}`;
  return `${dayMonth.format(date)} ${clock.format(date)}`;
}
