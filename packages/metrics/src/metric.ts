import type { TimeRange } from './period.ts';
import type { Sql } from './sql.ts';
import type { Polarity, Unit } from './value.ts';

export const DIMENSIONS = ['channel', 'direction', 'team', 'agent', 'priority', 'status'] as const;
/** What a metric may be split and filtered by; teams and agents are ids. */
export type Dimension = (typeof DIMENSIONS)[number];

export const GRAINS = ['hour', 'day', 'week', 'month'] as const;
export type Grain = (typeof GRAINS)[number];

interface Described {
  /** As in the URL and in saved views; never changes. */
  readonly id: string;
  readonly title: string;
  /** What exactly is counted, in words, as the page shows it. */
  readonly definition: string;
  readonly unit: Unit;
  readonly format: 'integer' | 'duration' | 'percent';
  readonly polarity: Polarity;
  readonly dimensions: readonly Dimension[];
  /**
   * How the facts make one number: their count, the median of their `x`, or the share of those whose `x` is 1.
   * A fact whose `x` is null is left out and counted as excluded.
   */
  readonly aggregate: 'count' | 'median' | 'rate';
  /** What the facts with a null `x` are, where there can be any. */
  readonly excludes?: string;
}

/**
 * One number, defined once. `facts` selects one row for each case that counts: `id`, `conversation` (the id to
 * open), `at` (timestamptz, the instant that puts it into a period), `x` (float8) and a text column for each
 * dimension. Value, series and drill-down are all made from it, so they cannot disagree.
 */
export type Metric = Described &
  (
    | { readonly kind: 'flow'; readonly facts: (range: TimeRange) => Sql }
    /** Holds now; knows no past. */
    | { readonly kind: 'stock'; readonly facts: () => Sql }
  );
