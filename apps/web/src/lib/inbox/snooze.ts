import { untilTime } from '../time.ts';

export interface SnoozeTime {
  label: string;
  at: Date;
}

const MORNING = 9;
const EVENING = 18;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const atHour = (day: Date, days: number, hour: number, minute = 0): Date => {
  const moment = new Date(day);
  moment.setDate(moment.getDate() + days);
  moment.setHours(hour, minute, 0, 0);
  return moment;
};

/** Days until a weekday comes next; today does not count. */
const daysUntil = (now: Date, weekday: number): number => (weekday - now.getDay() + 7) % 7 || 7;

/** The times that are usually meant. */
export function snoozePresets(now: Date): SnoozeTime[] {
  return [
    { label: 'In an hour', at: new Date(now.getTime() + 3_600_000) },
    { label: 'In three hours', at: new Date(now.getTime() + 3 * 3_600_000) },
    ...(now.getHours() < EVENING - 1 ? [{ label: 'This evening', at: atHour(now, 0, EVENING) }] : []),
    { label: 'Tomorrow', at: atHour(now, 1, MORNING) },
    { label: 'Monday', at: atHour(now, daysUntil(now, 1), MORNING) },
    { label: 'In a week', at: atHour(now, 7, MORNING) },
  ];
}

/** The next `3 dec` or `dec 3`, at the beginning of that day; null for other words, and for days that do not exist. */
function dayOfYear(first: string, second: string, now: Date): Date | null {
  const [day, name] = /^\d{1,2}$/.test(first) ? [Number(first), second] : [Number(second), first];
  const month = name.length >= 3 ? months.findIndex((known) => name.startsWith(known)) : -1;
  if (month === -1 || !Number.isInteger(day)) return null;
  const date = new Date(now.getFullYear(), month, day);
  if (date.getMonth() !== month || date.getDate() !== day) return null;
  if (date < atHour(now, 0, 0)) date.setFullYear(date.getFullYear() + 1);
  return date;
}

function timeOfDay(text: string): { hour: number; minute: number } | null {
  const match = /^(\d{1,2})(?::(\d{2}))?\s*(am|pm)?$/.exec(text.trim());
  if (!match) return null;
  const [, hours = '', minutes = '0', half] = match;
  let hour = Number(hours);
  const minute = Number(minutes);
  if (half && (hour < 1 || hour > 12)) return null;
  if (half === 'pm' && hour < 12) hour += 12;
  if (half === 'am' && hour === 12) hour = 0;
  return hour < 24 && minute < 60 ? { hour, minute } : null;
}

/**
 * Understands a time in words: `2h`, `45 min`, `3 days`, `4pm`, `16:30`, `tomorrow`, `tom 8am`, `fri 4pm`, `monday`,
 * `next week`, `3 dec 10:00`. Null when it does not, or when that time has passed.
 */
export function parseSnooze(text: string, now: Date): Date | null {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/^next\s+week$/, 'monday')
    .replace(/^(in|next)\s+/, '');
  const length = /^(\d{1,3})\s*(m|min|mins|minutes?|h|hours?|hrs?|d|days?|w|weeks?)$/.exec(words);
  if (length) {
    const [, amount = '', unit = ''] = length;
    const size = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }[unit[0] ?? ''];
    return size && Number(amount) > 0 ? new Date(now.getTime() + Number(amount) * size) : null;
  }
  const [first = '', ...rest] = words.split(/\s+(?:at\s+)?/);
  const weekday = first.length >= 3 ? weekdays.findIndex((day) => first.startsWith(day)) : -1;
  const days =
    first === 'today' ? 0 : /^tom(orrow)?$/.test(first) ? 1 : weekday === -1 ? null : daysUntil(now, weekday);
  if (days !== null) {
    const time = rest.length === 0 ? { hour: days === 0 ? EVENING : MORNING, minute: 0 } : timeOfDay(rest.join(' '));
    const moment = time && atHour(now, days, time.hour, time.minute);
    return moment && moment > now ? moment : null;
  }
  const [second = '', ...later] = rest;
  const date = dayOfYear(first, second, now);
  if (date) {
    const time = later.length === 0 ? { hour: MORNING, minute: 0 } : timeOfDay(later.join(' '));
    const moment = time && atHour(date, 0, time.hour, time.minute);
    return moment && moment > now ? moment : null;
  }
  const time = timeOfDay(words);
  if (!time) return null;
  const today = atHour(now, 0, time.hour, time.minute);
  return today > now ? today : atHour(now, 1, time.hour, time.minute);
}

/** What to offer for what has been typed so far. */
export function snoozeChoices(text: string, now: Date): SnoozeTime[] {
  if (text.trim() === '') return snoozePresets(now);
  const parsed = parseSnooze(text, now);
  if (parsed) return [{ label: untilTime(parsed, now), at: parsed }];
  return snoozePresets(now).filter(({ label }) => label.toLowerCase().includes(text.trim().toLowerCase()));
}
