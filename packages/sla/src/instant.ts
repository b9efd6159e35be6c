import { SlaError } from './error.ts';

/** A moment: a `Date`, or an ISO 8601 string that says its offset (`2026-01-26T10:00:00+05:30`, `…Z`). */
export type Instant = Date | string;

const ISO_WITH_OFFSET = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

/**
 * Milliseconds since 1970-01-01T00:00Z.
 *
 * @param field what an error calls the value
 * @throws {SlaError} `invalid_instant` for an invalid `Date`, and for a string without an offset, which
 *   would silently mean the server's own zone
 */
export function toMs(instant: Instant, field: string): number {
  if (typeof instant === 'string' && !ISO_WITH_OFFSET.test(instant)) {
    throw new SlaError('invalid_instant', field, `"${instant}" is not an ISO 8601 time with an offset or Z`);
  }
  const ms = new Date(instant).getTime();
  if (Number.isNaN(ms)) {
    throw new SlaError('invalid_instant', field, `"${String(instant)}" is not a time`);
  }
  return ms;
}
