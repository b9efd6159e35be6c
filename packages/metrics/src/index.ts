export { DIMENSIONS, type Dimension, GRAINS, type Grain, type Metric } from './metric.ts';
export { type Compared, type Period, resolvePeriod, type TimeRange } from './period.ts';
export { type MeasuredRow, measureSql, type MetricQuery, readMeasured, rowsSql } from './query.ts';
export { metrics } from './registry.ts';
export { type Sql, sql } from './sql.ts';
export {
  compare,
  FEW,
  type Measured,
  type MetricValue,
  newsOf,
  type Polarity,
  type Trend,
  type Unit,
} from './value.ts';
