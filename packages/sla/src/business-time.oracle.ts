import { type Calendar, WEEKDAYS } from './calendar.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function clockShows(timeZone: string, ms: number): { date: string; weekday: number; time: string } {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(timeZone, format);
  }
  const [date = '', time = ''] = format.format(ms).split(', ');
  return { date, time, weekday: (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7 };
}

function isOpen(calendar: Calendar, ms: number): boolean {
  const { date, weekday, time } = clockShows(calendar.timeZone, ms);
  const intervals = calendar.overrides?.[date] ?? calendar.weekly[WEEKDAYS[weekday] ?? 'mon'] ?? [];
  return intervals.some(([from, to]) => from <= time && time < to);
}

/** Open seconds by asking the wall clock once every `step` ms, which must divide all boundaries. */
export function naiveBetween(calendar: Calendar, from: number, to: number, step = 60_000): number {
  let open = 0;
  for (let at = from; at < to; at += step) {
    if (isOpen(calendar, at)) open += step;
  }
  return open / 1000;
}
