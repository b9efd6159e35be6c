import { clockOf } from './business-clock.ts';
import type { Cause, Span, TargetClock } from './target-clock.ts';

/** Why a segment counts or does not. */
export type SegmentRule =
  /** The entries of a calendar version: `weekly.mon`, `overrides.2026-01-26`, in the order they came. */
  | { readonly type: 'calendar'; readonly calendarVersion: number | null; readonly entries: readonly string[] }
  | { readonly type: 'around_the_clock' }
  /** The policy pauses in this status. */
  | { readonly type: 'status'; readonly status: string; readonly policyVersion: number | null }
  | { readonly type: 'solved' }
  | { readonly type: 'no_policy' };

/** One line of a clock's ledger. */
export interface Segment {
  readonly from: Date;
  readonly to: Date;
  /** `closed` the calendar is not open; `paused` the case does not wait for the team. */
  readonly kind: 'running' | 'paused' | 'closed';
  /** What it adds to the clock: whole seconds whose sum is the clock's elapsed time. */
  readonly seconds: number;
  readonly cause: Cause;
  readonly rule: SegmentRule;
}

type Line = Omit<Segment, 'seconds' | 'from' | 'to'> & { from: number; to: number };

function linesOf({ from, to, terms, cause }: Span): Line[] {
  if (terms.paused === 'status') {
    const rule = { type: 'status', status: terms.status, policyVersion: terms.policyVersion } as const;
    return [{ from, to, kind: 'paused', cause, rule }];
  }
  if (terms.paused) return [{ from, to, kind: 'paused', cause, rule: { type: terms.paused } }];
  if (!terms.calendar) return [{ from, to, kind: 'running', cause, rule: { type: 'around_the_clock' } }];
  return clockOf(terms.calendar)
    .stretches(from, to)
    .map(({ open, rules, ...line }) => ({
      ...line,
      kind: open ? 'running' : 'closed',
      cause,
      rule: { type: 'calendar', calendarVersion: terms.calendarVersion, entries: rules },
    }));
}

/** The ledger of a clock: its time from start to end or now, without a gap. Linear in the days. */
export function segmentsOf(clock: TargetClock): Segment[] {
  const segments: Segment[] = [];
  let elapsed = 0;
  for (const line of clock.spans.filter(({ from, to }) => from < to).flatMap(linesOf)) {
    const before = Math.floor(elapsed / 1000);
    if (line.kind === 'running') elapsed += line.to - line.from;
    // Rounding the running total, not each part, keeps the sum exact.
    const seconds = Math.floor(elapsed / 1000) - before;
    segments.push({ ...line, from: new Date(line.from), to: new Date(line.to), seconds });
  }
  return segments;
}
