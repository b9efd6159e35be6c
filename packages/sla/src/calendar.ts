import { SlaError } from './error.ts';
import { isTimeZone } from './zone.ts';

/** From and to on the local clock, `HH:MM`; to is exclusive and may be `24:00`, the end of the day. */
export type Interval = readonly [from: string, to: string];

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/**
 * When a team works. Treat a calendar as a value: its compiled form is remembered by identity, so make a new
 * object for a change.
 */
export interface Calendar {
  /** IANA name, such as `Asia/Kolkata`. */
  readonly timeZone: string;
  /** A weekday that is missing is closed. */
  readonly weekly: Readonly<Partial<Record<Weekday, readonly Interval[]>>>;
  /** By local date, `YYYY-MM-DD`: replaces that day whole; an empty list closes it. */
  readonly overrides?: Readonly<Record<string, readonly Interval[]>>;
}

const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

const TIME = /^(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Milliseconds from local midnight, in order, without overlap. */
export type DaySpans = readonly (readonly [from: number, to: number])[];

function invalid(field: string, problem: string): SlaError {
  return new SlaError('invalid_calendar', field, problem);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function timeOfDay(value: unknown, field: string): number {
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (!match) throw invalid(field, `${JSON.stringify(value)} is not a time from 00:00 to 24:00`);
  return match[1] === undefined ? DAY : (Number(match[1]) * 60 + Number(match[2])) * MINUTE;
}

function interval(value: unknown, field: string): [number, number] {
  if (!Array.isArray(value) || value.length !== 2) throw invalid(field, 'must be [from, to]');
  const from = timeOfDay(value[0], `${field}[0]`);
  const to = timeOfDay(value[1], `${field}[1]`);
  if (from >= to) {
    throw invalid(field, `${value[0]} is not before ${value[1]}; split what passes midnight at 24:00`);
  }
  return [from, to];
}

/** The intervals of one day as numbers. @throws {SlaError} `invalid_calendar` naming the interval. */
export function parseDay(value: unknown, field: string): DaySpans {
  if (!Array.isArray(value)) throw invalid(field, 'must be a list of [from, to]');
  const spans = value.map((item: unknown, index) => ({ span: interval(item, `${field}[${index}]`), index }));
  spans.sort((a, b) => a.span[0] - b.span[0]);
  spans.forEach(({ span, index }, position) => {
    const earlier = spans[position - 1];
    if (earlier && span[0] < earlier.span[1]) {
      throw invalid(`${field}[${index}]`, `overlaps ${field}[${earlier.index}]`);
    }
  });
  return spans.map(({ span }) => span);
}

/** Days since 1970-01-01. @throws {SlaError} `invalid_calendar` when no such date exists. */
export function parseDate(date: string, field: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) {
    throw invalid(field, `"${date}" is not a date YYYY-MM-DD`);
  }
  return ms / DAY;
}

/**
 * Checks a value that came from outside, such as a request body.
 *
 * @throws {SlaError} `invalid_calendar`, whose `field` is the path of the first value at fault
 */
export function assertCalendar(value: unknown): asserts value is Calendar {
  if (!isObject(value)) throw invalid('calendar', 'must be an object');
  if (typeof value.timeZone !== 'string' || !isTimeZone(value.timeZone)) {
    throw invalid('timeZone', `${JSON.stringify(value.timeZone)} is not an IANA time zone`);
  }
  if (!isObject(value.weekly)) throw invalid('weekly', 'must be an object of weekdays');
  for (const [day, intervals] of Object.entries(value.weekly)) {
    if (!WEEKDAYS.some((known) => known === day)) {
      throw invalid(`weekly.${day}`, `not a weekday (${WEEKDAYS.join(', ')})`);
    }
    if (intervals !== undefined) parseDay(intervals, `weekly.${day}`);
  }
  if (value.overrides === undefined) return;
  if (!isObject(value.overrides)) throw invalid('overrides', 'must be an object of dates');
  for (const [date, intervals] of Object.entries(value.overrides)) {
    parseDate(date, `overrides.${date}`);
    parseDay(intervals, `overrides.${date}`);
  }
}
