/** `percent` is `num / den × 100`; its change is in percentage points. */
export type Unit = 'count' | 'seconds' | 'percent';

/** Whether more is good news, bad news, or neither. */
export type Polarity = 'more_is_better' | 'less_is_better' | 'neutral';

/** What a query measured over one period. `null` means undefined, shown as "—": never 0, never 100. */
export interface Measured {
  readonly value: number | null;
  /** Numerator and denominator of a rate; `null` for what is none. */
  readonly num: number | null;
  readonly den: number | null;
  /** Cases behind the value. */
  readonly n: number;
}

/** `new` something where there was nothing; `null` nothing to compare. */
export type Trend = 'up' | 'down' | 'stable' | 'new' | null;

/** A number as every page, export and mail shows it. */
export interface MetricValue extends Measured {
  readonly prev: number | null;
  /** Percent of the previous value, or percentage points for a rate. */
  readonly change: number | null;
  readonly trend: Trend;
}

/** Fewer cases than this are flagged: one more could turn the picture. */
export const FEW = 5;

/** A rate with the rule of the zero denominator. */
export function rate(num: number, den: number): Pick<Measured, 'value' | 'num' | 'den'> {
  return { value: den === 0 ? null : (num / den) * 100, num, den };
}

const STABLE_PERCENT = 1;
const STABLE_POINTS = 0.5;

/**
 * Puts a measurement beside the one before: `(cur − prev) / |prev| × 100`, for rates `cur − prev` in percentage
 * points. Less than 1 % (0.5 points) is stable, as is 0 after 0; something after 0 is new, without a change; a
 * `null` on either side compares with nothing.
 */
export function compare(current: Measured, previous: Measured | null, unit: Unit): MetricValue {
  const { value } = current;
  const prev = previous?.value ?? null;
  const { change, trend } = changeOf(value, prev, unit);
  return { value, num: current.num, den: current.den, n: current.n, prev, change, trend };
}

function changeOf(value: number | null, prev: number | null, unit: Unit): Pick<MetricValue, 'change' | 'trend'> {
  if (value === null || prev === null) return { change: null, trend: null };
  if (unit !== 'percent' && prev === 0) {
    return value === 0 ? { change: 0, trend: 'stable' } : { change: null, trend: 'new' };
  }
  const change = unit === 'percent' ? value - prev : ((value - prev) / Math.abs(prev)) * 100;
  const stable = Math.abs(change) < (unit === 'percent' ? STABLE_POINTS : STABLE_PERCENT);
  return { change, trend: stable ? 'stable' : change > 0 ? 'up' : 'down' };
}

/** What a trend means for the team: what a page colours. */
export function newsOf(trend: Trend, polarity: Polarity): 'good' | 'bad' | 'neutral' {
  if (polarity === 'neutral' || trend === null || trend === 'stable' || trend === 'new') return 'neutral';
  return (trend === 'up') === (polarity === 'more_is_better') ? 'good' : 'bad';
}
