import { fromWall, toWall, type WallTime } from './local-time.ts';

/** From inclusive, to exclusive. */
export interface TimeRange {
  readonly from: Date;
  readonly to: Date;
}

const UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
type Unit = (typeof UNITS)[number];

/**
 * A time range in words, in the organisation's zone; weeks start on Monday.
 *
 * - `today`, `this_week`, `this_month`, `this_quarter`, `this_year`: from its start until now
 * - `yesterday`, `last_week`, … `last_year`: the whole unit before
 * - `last_7_days`: today until now and the 6 days before it
 * - `custom:2026-03-01..2026-03-15`: both days included
 */
export type Period =
  | 'today'
  | 'yesterday'
  | `${'this' | 'last'}_${Exclude<Unit, 'day'>}`
  | `last_${number}_days`
  | `custom:${string}..${string}`;

/** A range and the one it is compared with. */
export interface Compared {
  readonly range: TimeRange;
  readonly previous: TimeRange;
}

const DAY = 86_400_000;

function startOf(unit: Unit, wall: WallTime): WallTime {
  const date = new Date(wall);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  const midnight = Date.UTC(year, month, date.getUTCDate());
  switch (unit) {
    case 'day':
      return midnight;
    case 'week':
      return midnight - ((date.getUTCDay() + 6) % 7) * DAY;
    case 'month':
      return Date.UTC(year, month);
    case 'quarter':
      return Date.UTC(year, month - (month % 3));
    case 'year':
      return Date.UTC(year, 0);
  }
}

function previousStart(unit: Unit, start: WallTime): WallTime {
  return startOf(unit, start - DAY);
}

function parseDate(text: string): WallTime {
  const wall = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(wall) || new Date(wall).toISOString().slice(0, 10) !== text) {
    throw new RangeError(`"${text}" is not a date YYYY-MM-DD`);
  }
  return wall;
}

/**
 * The range a period means at `now`, and what it is compared with: a unit in progress with the unit before,
 * cut to equal elapsed time on the clock; a whole unit with the whole unit before; anything else with the time
 * right before it, of the same length.
 *
 * @param timeZone IANA name
 * @throws {RangeError} for a period that says nothing
 */
export function resolvePeriod(period: Period, now: Date, timeZone: string): Compared {
  const wall = toWall(now, timeZone);
  const between = (from: WallTime, to: WallTime): TimeRange => ({
    from: fromWall(from, timeZone),
    to: fromWall(to, timeZone),
  });
  const sameLengthBefore = (range: TimeRange): Compared => {
    const length = range.to.getTime() - range.from.getTime();
    return { range, previous: { from: new Date(range.from.getTime() - length), to: range.from } };
  };

  const days = /^last_([1-9]\d*)_days$/.exec(period)?.[1];
  if (days) {
    const from = fromWall(startOf('day', wall) - (Number(days) - 1) * DAY, timeZone);
    return sameLengthBefore({ from, to: now });
  }

  const custom = /^custom:(.+)[.]{2}(.+)$/.exec(period);
  if (custom) {
    const [from, to] = [parseDate(custom[1] ?? ''), parseDate(custom[2] ?? '') + DAY];
    if (to <= from) throw new RangeError(`"${period}" ends before it starts`);
    const length = to - from;
    return { range: between(from, to), previous: between(from - length, from) };
  }

  const [which, unit] = named(period);
  const start = startOf(unit, wall);
  const before = previousStart(unit, start);
  if (which === 'last') {
    return { range: between(before, start), previous: between(previousStart(unit, before), before) };
  }
  // February is shorter than 30 days of March: the cut never reaches into the unit itself.
  const previous = between(before, Math.min(before + (wall - start), start));
  return { range: { from: fromWall(start, timeZone), to: now }, previous };
}

function named(period: string): ['this' | 'last', Unit] {
  if (period === 'today') return ['this', 'day'];
  if (period === 'yesterday') return ['last', 'day'];
  const [which, name] = period.split('_');
  const unit = UNITS.find((known) => known === name && known !== 'day');
  if (!unit || (which !== 'this' && which !== 'last') || period !== `${which}_${unit}`) {
    throw new RangeError(`"${period}" is not a period`);
  }
  return [which, unit];
}
