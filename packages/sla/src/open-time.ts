import { type Calendar, DAY, type DaySpans, parseDate, parseDay, WEEKDAYS } from './calendar.ts';

// "Wall" is local time as milliseconds since the local 1970-01-01T00:00, as if it were UTC. Within one UTC
// offset a wall millisecond is a real one, so open time there is a function of wall time alone.

const WEEK = 7 * DAY;
/** 1970-01-01 was a Thursday; weeks are counted from the Monday before. */
const MONDAY = -3 * DAY;

/** Spans with running totals: `opened[i]` is the open time before span i, its last item the whole. */
class SpanIndex {
  readonly #spans: DaySpans;
  readonly #opened: number[] = [0];

  constructor(spans: DaySpans) {
    this.#spans = spans;
    let total = 0;
    for (const [from, to] of spans) this.#opened.push((total += to - from));
  }

  get total(): number {
    return this.#opened[this.#spans.length] ?? 0;
  }

  /** Open time in `[0, at)`. */
  until(at: number): number {
    const index = lastIndex(this.#spans.length, (i) => (this.#spans[i]?.[0] ?? 0) <= at);
    const span = this.#spans[index];
    return span ? (this.#opened[index] ?? 0) + Math.min(at, span[1]) - span[0] : 0;
  }

  /** The first moment with `until(moment) >= amount`, for an amount in `(0, total]`. */
  reach(amount: number): number {
    const index = lastIndex(this.#spans.length, (i) => (this.#opened[i] ?? 0) < amount);
    return (this.#spans[index]?.[0] ?? 0) + amount - (this.#opened[index] ?? 0);
  }
}

/** The last index below `length` for which a condition that turns false once still holds, or -1. */
export function lastIndex(length: number, holds: (index: number) => boolean): number {
  let low = -1;
  let high = length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

interface Override {
  readonly start: number;
  readonly spans: DaySpans;
  readonly index: SpanIndex;
  /** What the overrides add to the plain week, without this one and with it. */
  readonly before: number;
  readonly after: number;
}

/** Which entry of the calendar decides a day, and its intervals. */
export interface DayRule {
  readonly rule: string;
  readonly spans: DaySpans;
}

/** Open time of a calendar as a function of wall time, and its inverse, both by binary search. */
export class OpenTime {
  readonly #days: readonly DaySpans[];
  readonly #week: SpanIndex;
  readonly #overrides: Override[] = [];

  constructor(calendar: Calendar) {
    this.#days = WEEKDAYS.map((day) => parseDay(calendar.weekly[day] ?? [], `weekly.${day}`));
    this.#week = new SpanIndex(
      this.#days.flatMap((spans, day) => spans.map(([from, to]) => [day * DAY + from, day * DAY + to] as const)),
    );
    const dated = Object.entries(calendar.overrides ?? {}).map(([date, intervals]) => ({
      start: parseDate(date, `overrides.${date}`) * DAY,
      spans: parseDay(intervals, `overrides.${date}`),
    }));
    let before = 0;
    for (const { start, spans } of dated.sort((a, b) => a.start - b.start)) {
      const index = new SpanIndex(spans);
      const after = before + index.total - (this.#weekly(start + DAY) - this.#weekly(start));
      this.#overrides.push({ start, spans, index, before, after });
      before = after;
    }
  }

  /** Open milliseconds from a fixed origin to a wall time; only differences mean something. */
  until(wall: number): number {
    const override = this.#overrides[this.#lastOverride(wall)];
    if (!override) return this.#weekly(wall);
    if (wall < override.start + DAY) return this.#opening(override) + override.index.until(wall - override.start);
    return this.#weekly(wall) + override.after;
  }

  /** The first wall time with `until(wall) >= amount`; `null` when it never opens for so long. */
  reach(amount: number): number | null {
    const index = lastIndex(this.#overrides.length, (i) => {
      const override = this.#overrides[i];
      return override !== undefined && this.#opening(override) < amount;
    });
    const override = this.#overrides[index];
    if (!override) return this.#reachWeekly(amount);
    const within = amount - this.#opening(override);
    if (within <= override.index.total) return override.start + override.index.reach(within);
    return this.#reachWeekly(amount - override.after);
  }

  /** The rule of the local day a wall time falls on. */
  ruleAt(wall: number): DayRule {
    const start = Math.floor(wall / DAY) * DAY;
    const override = this.#overrides[this.#lastOverride(wall)];
    if (override?.start === start) {
      return { rule: `overrides.${new Date(start).toISOString().slice(0, 10)}`, spans: override.spans };
    }
    const weekday = ((((start - MONDAY) / DAY) % 7) + 7) % 7;
    return { rule: `weekly.${WEEKDAYS[weekday]}`, spans: this.#days[weekday] ?? [] };
  }

  #lastOverride(wall: number): number {
    return lastIndex(this.#overrides.length, (i) => (this.#overrides[i]?.start ?? 0) <= wall);
  }

  #opening(override: Override): number {
    return this.#weekly(override.start) + override.before;
  }

  #weekly(wall: number): number {
    const weeks = Math.floor((wall - MONDAY) / WEEK);
    return weeks * this.#week.total + this.#week.until(wall - MONDAY - weeks * WEEK);
  }

  #reachWeekly(amount: number): number | null {
    if (this.#week.total === 0) return null;
    const weeks = Math.ceil(amount / this.#week.total) - 1;
    return MONDAY + weeks * WEEK + this.#week.reach(amount - weeks * this.#week.total);
  }
}
