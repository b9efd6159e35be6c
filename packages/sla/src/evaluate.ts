import type { CaseEvent } from './case-events.ts';
import { CaseRun } from './case-run.ts';
import { SlaError } from './error.ts';
import { type Instant, toMs } from './instant.ts';
import type { CalendarVersion, PolicyVersion, Target, Tier } from './policy.ts';
import { type Segment, segmentsOf } from './segments.ts';
import type { TargetClock } from './target-clock.ts';

/** `breached` is final; `met` and `cancelled` may be taken back when a human reopens the case. */
export type TargetState = 'ok' | 'at_risk' | 'breached' | 'met' | 'cancelled';

/** One promise as it stood at the instant asked about. Durations are whole seconds. */
export interface TargetStatus {
  readonly target: Target;
  /** 1 for the first; next response has one for each customer turn. */
  readonly turn: number;
  readonly state: TargetState;
  /** The tier and policy that decided it, or decide it now. */
  readonly tier: Tier;
  readonly policyVersion: number | null;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly allowance: number;
  /** Time counted, also beyond the allowance: the sum of the segments' seconds. */
  readonly elapsed: number;
  /** Allowance less elapsed, negative when overdue. */
  readonly remaining: number;
  /** When the allowance is, or was, used up; `null` while paused, or when the calendar never opens for so long. */
  readonly dueAt: Date | null;
  /** When the state became final or, for `met` and `cancelled`, what it is: the cohort instant of reports. */
  readonly decidedAt: Date | null;
  readonly segments: readonly Segment[];
}

export interface SlaEvaluation {
  readonly targets: readonly TargetStatus[];
  /** The next instant at which a state changes by time alone: what a scheduler waits for. */
  readonly nextChangeAt: Date | null;
}

type Step = { readonly at: number; readonly run: (run: CaseRun) => void };

function steps(
  events: readonly CaseEvent[],
  policies: readonly PolicyVersion[],
  calendars: readonly CalendarVersion[],
): Step[] {
  const all = [
    ...calendars.map((version, i): Step => {
      return { at: toMs(version.from, `calendars[${i}].from`), run: (run) => run.useCalendar(version) };
    }),
    ...policies.map((version, i): Step => {
      return { at: toMs(version.from, `policies[${i}].from`), run: (run) => run.usePolicy(version) };
    }),
    ...events.map((event, i): Step => {
      const at = toMs(event.at, `events[${i}].at`);
      return { at, run: (run) => run.apply(event, at) };
    }),
  ];
  // Stable: of one instant, versions come before events, and each list keeps its order.
  return all.sort((a, b) => a.at - b.at);
}

const date = (ms: number | null) => (ms === null ? null : new Date(ms));

function stateOf(clock: TargetClock): TargetState {
  const { allowance, warnAt } = clock.span.terms;
  if (clock.breachedAt !== null) return 'breached';
  if (clock.ending) return clock.ending.outcome;
  if (allowance === null) return 'cancelled';
  return clock.elapsed >= allowance * warnAt ? 'at_risk' : 'ok';
}

function statusOf(clock: TargetClock): TargetStatus | null {
  // A promise that was withdrawn is shown by its last terms that promised something.
  const promised = clock.spans.findLast(({ terms }) => terms.allowance !== null)?.terms;
  const terms = clock.breachTerms ?? promised;
  if (!terms || terms.allowance === null) return null;
  const allowance = terms.allowance / 1000;
  const elapsed = Math.floor(clock.elapsed / 1000);
  const ended = clock.ending?.at ?? null;
  return {
    target: clock.target,
    turn: clock.turn,
    state: stateOf(clock),
    tier: terms.tier,
    policyVersion: terms.policyVersion,
    startedAt: new Date(clock.startedAt),
    endedAt: date(ended),
    allowance,
    elapsed,
    remaining: allowance - elapsed,
    dueAt: date(clock.breachedAt ?? clock.due()),
    decidedAt: date(clock.breachedAt ?? ended),
    segments: segmentsOf(clock),
  };
}

function nextChange(clock: TargetClock): number {
  if (clock.ending || clock.breachedAt !== null) return Infinity;
  return (stateOf(clock) === 'ok' ? clock.risk() : clock.due()) ?? Infinity;
}

/**
 * What was promised for a case and how it stood at `at`, from nothing but what happened: the same answer
 * whenever it is asked, so any past instant can be replayed. What comes after `at` is not looked at, also
 * not a version that was already planned.
 *
 * - First response runs from the customer's first message to the first human public reply; next response from
 *   each later customer turn to the next such reply; resolution from creation to the last solve.
 * - A bot's reply satisfies nothing. A solve without a reply cancels the response target. A message after a
 *   solve starts no clock until a human reopens the case.
 * - Time is counted under the versions in force while it passed; the allowance is that of the moment. A target
 *   completed at its due time is met; one still open then is breached, for good.
 *
 * @param events of one case, in any order; of one instant, in the order given; one must be `created`
 * @param policies every version; before the first, nothing is promised and no clock runs
 * @param calendars every version; before the first, business hours are around the clock
 * @throws {SlaError} `invalid_events`, `invalid_instant`, `invalid_calendar`
 */
export function evaluateSla(
  events: readonly CaseEvent[],
  policies: readonly PolicyVersion[],
  calendars: readonly CalendarVersion[],
  at: Instant,
): SlaEvaluation {
  if (!events.some(({ type }) => type === 'created')) {
    throw new SlaError('invalid_events', 'events', 'none says when the case was created');
  }
  const end = toMs(at, 'at');
  const run = new CaseRun();
  let now = Number.NEGATIVE_INFINITY;
  for (const step of steps(events, policies, calendars)) {
    if (step.at > end) break;
    if (step.at > now) {
      run.settle(now);
      run.advance(step.at);
      now = step.at;
    }
    step.run(run);
  }
  run.settle(now);
  run.advance(end);
  run.settle(end);
  const next = Math.min(...run.clocks.map(nextChange));
  return {
    targets: run.clocks.map(statusOf).filter((status) => status !== null),
    nextChangeAt: Number.isFinite(next) ? new Date(next) : null,
  };
}
