import { assertCalendar, type Calendar, DAY } from './calendar.ts';
import { lastIndex, OpenTime } from './open-time.ts';
import { FIRST_YEAR, LAST_YEAR, offsetPieces } from './zone.ts';

/** A stretch during which the calendar is open or closed throughout, in epoch ms. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly open: boolean;
  /** The calendar entries that decide it, such as `weekly.mon` or `overrides.2026-01-26`. */
  readonly rules: readonly string[];
}

/** One UTC offset: real time up to `to`, and the open time before it. */
interface Piece {
  readonly from: number;
  readonly to: number;
  readonly offset: number;
  readonly before: number;
  readonly after: number;
}

/**
 * A calendar laid over its zone: open milliseconds as a function of real time, and its inverse. The zone's
 * offsets are laid out for the years asked about and widened when a question goes beyond them.
 */
export class BusinessClock {
  readonly #timeZone: string;
  readonly #openTime: OpenTime;
  #firstYear = 0;
  #lastYear = -1;
  #pieces: readonly Piece[] = [];

  constructor(calendar: Calendar) {
    assertCalendar(calendar);
    this.#timeZone = calendar.timeZone;
    this.#openTime = new OpenTime(calendar);
  }

  /** Open milliseconds in `[from, to)`, negative when `to` is earlier. */
  between(from: number, to: number): number {
    this.#cover(from);
    this.#cover(to);
    return this.#until(to) - this.#until(from);
  }

  /** The first instant at or after `start` by which `amount > 0` ms were open; `null` when there is none. */
  after(start: number, amount: number): number | null {
    this.#cover(start);
    for (let years = 1; ; years *= 2) {
      const wanted = this.#until(start) + amount;
      const index = lastIndex(this.#pieces.length, (i) => (this.#pieces[i]?.before ?? 0) < wanted);
      const piece = this.#pieces[index];
      if (piece && wanted <= piece.after) {
        const wall = this.#openTime.reach(this.#openTime.until(piece.from + piece.offset) + wanted - piece.before);
        return wall === null ? null : wall - piece.offset;
      }
      if (this.#lastYear === LAST_YEAR) return null;
      this.#layOut(this.#firstYear, Math.min(this.#lastYear + years, LAST_YEAR));
    }
  }

  /** The last instant at or before `start` since which `amount > 0` ms were open; `null` when there is none. */
  before(start: number, amount: number): number | null {
    this.#cover(start);
    for (let years = 1; this.#until(start) < amount; years *= 2) {
      if (this.#firstYear === FIRST_YEAR) return null;
      this.#layOut(Math.max(this.#firstYear - years, FIRST_YEAR), this.#lastYear);
    }
    // Open time grows by at most 1 ms per ms, so the last instant that is short of nothing comes right before
    // the first that has 1 ms more.
    const first = Date.UTC(this.#firstYear, 0);
    const next = this.after(first, this.#until(start) - amount + 1);
    return next === null ? null : next - 1;
  }

  /** Every stretch of `[from, to)`, in order and without a gap. Linear in the days. */
  stretches(from: number, to: number): Stretch[] {
    this.#cover(from);
    this.#cover(to);
    const found: Stretch[] = [];
    for (const piece of this.#pieces) {
      const start = Math.max(from, piece.from);
      const end = Math.min(to, piece.to);
      for (let at = start; at < end;) {
        const wall = at + piece.offset;
        const midnight = Math.floor(wall / DAY) * DAY;
        const { rule, spans } = this.#openTime.ruleAt(wall);
        const span = spans.find(([, closes]) => wall < midnight + closes);
        const open = span !== undefined && wall >= midnight + span[0];
        const until = midnight + (span ? span[open ? 1 : 0] : DAY) - piece.offset;
        const next = Math.min(until, end);
        addStretch(found, { from: at, to: next, open, rules: [rule] });
        at = next;
      }
    }
    return found;
  }

  #until(at: number): number {
    const piece = this.#pieces[lastIndex(this.#pieces.length, (i) => (this.#pieces[i]?.from ?? 0) <= at)];
    if (!piece) return 0;
    const opens = this.#openTime.until(piece.from + piece.offset);
    return piece.before + this.#openTime.until(at + piece.offset) - opens;
  }

  #cover(at: number): void {
    const year = new Date(at).getUTCFullYear();
    if (this.#lastYear < this.#firstYear) this.#layOut(year, year);
    else if (year < this.#firstYear) this.#layOut(year, this.#lastYear);
    else if (year > this.#lastYear) this.#layOut(this.#firstYear, year);
  }

  #layOut(firstYear: number, lastYear: number): void {
    const offsets = offsetPieces(this.#timeZone, firstYear, lastYear);
    const end = Date.UTC(lastYear + 1, 0);
    let before = 0;
    this.#pieces = offsets.map(({ from, offset }, index) => {
      const to = offsets[index + 1]?.from ?? end;
      const open = this.#openTime.until(to + offset) - this.#openTime.until(from + offset);
      const piece = { from, to, offset, before, after: before + open };
      before = piece.after;
      return piece;
    });
    this.#firstYear = firstYear;
    this.#lastYear = lastYear;
  }
}

function addStretch(stretches: Stretch[], next: Stretch): void {
  const last = stretches.at(-1);
  if (last?.open !== next.open) {
    stretches.push(next);
    return;
  }
  const rules = last.rules.at(-1) === next.rules[0] ? last.rules : [...last.rules, ...next.rules];
  stretches[stretches.length - 1] = { ...last, to: next.to, rules };
}

const clocks = new WeakMap<Calendar, BusinessClock>();

/** The compiled form of a calendar. @throws {SlaError} `invalid_calendar`. */
export function clockOf(calendar: Calendar): BusinessClock {
  let clock = clocks.get(calendar);
  if (!clock) {
    clock = new BusinessClock(calendar);
    clocks.set(calendar, clock);
  }
  return clock;
}
