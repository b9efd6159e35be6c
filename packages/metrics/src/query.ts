import { DIMENSIONS, type Dimension, type Grain, type Metric } from './metric.ts';
import type { TimeRange } from './period.ts';
import { join, type Sql, sql, text } from './sql.ts';
import { type Measured, rate } from './value.ts';

export interface MetricQuery {
  /** What a flow is asked about; a stock takes none. */
  readonly range?: TimeRange | undefined;
  readonly by?: readonly Dimension[];
  /** A series: one row for each local hour, day, week (from Monday) or month that has facts. */
  readonly grain?: Grain;
  /** IANA name of the organisation's zone, for the grain. */
  readonly timeZone: string;
  /** Only these values of a dimension; `null` stands for "none", such as no team. */
  readonly filter?: Readonly<Partial<Record<Dimension, readonly (string | null)[]>>>;
}

/** A row that {@link measureSql} answers. */
export type MeasuredRow = Partial<Record<Dimension, string | null>> & {
  /** Local start of the grain, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM` for hours. */
  bucket?: string;
  value: number | null;
  num: number | null;
  den: number | null;
  n: number;
  excluded: number;
};

const AGGREGATES: Record<Metric['aggregate'], Sql> = {
  count: sql`count(x)::float8 as value, null::float8 as num, null::float8 as den`,
  median: sql`percentile_cont(0.5) within group (order by x) as value, null::float8 as num, null::float8 as den`,
  rate: sql`null::float8 as value, coalesce(sum(x), 0)::float8 as num, count(x)::float8 as den`,
};

/**
 * The statement that measures a metric: one {@link MeasuredRow}, or one for each value of `by` and `grain`.
 *
 * @throws {RangeError} when the metric does not know a dimension, a flow lacks its range, or a stock is asked
 *   about the past
 */
export function measureSql(metric: Metric, query: MetricQuery): Sql {
  const { by = [], grain, timeZone } = query;
  if (metric.kind === 'stock' && grain) throw new RangeError(`${metric.id} holds now and has no series`);
  for (const dimension of by) assertKnown(metric, dimension);
  const keys = by.map(text);
  if (grain) {
    const pattern = grain === 'hour' ? 'YYYY-MM-DD"T"HH24:MI' : 'YYYY-MM-DD';
    keys.push(sql`to_char(date_trunc(${grain}, at at time zone ${timeZone}), ${pattern}) as bucket`);
  }
  const columns = [
    ...keys,
    AGGREGATES[metric.aggregate],
    sql`count(x)::int as n, count(*) filter (where x is null)::int as excluded`,
  ];
  const select = sql`select ${join(columns, ', ')} from ${factsOf(metric, query)}`;
  if (keys.length === 0) return select;
  const positions = keys.map((_, index) => index + 1).join(', ');
  return sql`${select} group by ${text(positions)} order by ${text(positions)}`;
}

/**
 * The rows behind the number: `id`, `conversation`, `at` and `x` of each fact that was counted, newest first.
 *
 * @param limit at most so many rows
 * @throws {RangeError} as {@link measureSql}
 */
export function rowsSql(metric: Metric, query: MetricQuery, limit: number): Sql {
  return sql`select id, conversation, at, x from ${factsOf(metric, query)} and x is not null
    order by at desc, id desc limit ${limit}`;
}

/** A row of {@link measureSql} as a measurement, with the rule of the zero denominator. */
export function readMeasured(metric: Metric, row: MeasuredRow): Measured & { excluded: number } {
  const { value, num, den, n, excluded } = row;
  if (metric.aggregate === 'rate') return { ...rate(num ?? 0, den ?? 0), n, excluded };
  return { value, num, den, n, excluded };
}

function factsOf(metric: Metric, { range, filter = {} }: MetricQuery): Sql {
  const conditions = DIMENSIONS.flatMap((dimension) => {
    const values = filter[dimension];
    if (!values) return [];
    assertKnown(metric, dimension);
    const named = values.filter((value) => value !== null);
    const column = text(dimension);
    return [sql`(${column} = any(${named}::text[]) or (${column} is null and ${values.includes(null)}::boolean))`];
  });
  return sql`(${rawFacts(metric, range)}) facts where ${join([sql`true`, ...conditions], ' and ')}`;
}

function rawFacts(metric: Metric, range: TimeRange | undefined): Sql {
  if (metric.kind === 'stock') return metric.facts();
  if (!range) throw new RangeError(`${metric.id} is counted over a range`);
  return metric.facts(range);
}

function assertKnown(metric: Metric, dimension: Dimension): void {
  if (!metric.dimensions.includes(dimension)) {
    throw new RangeError(`${metric.id} is not known by ${dimension}, only by ${metric.dimensions.join(', ')}`);
  }
}
