import { openMs, shift } from './business-time.ts';
import type { Calendar } from './calendar.ts';
import type { Target, Tier } from './policy.ts';

/** What made a segment begin: an event of the case, or a version that came into force. */
export interface Cause {
  readonly type: string;
  readonly id: string;
}

/** All that decides how a clock runs from one change to the next. */
export interface Terms {
  readonly tier: Tier;
  readonly status: string;
  readonly policyVersion: number | null;
  readonly calendarVersion: number | null;
  /** The calendar that counts, `null` around the clock. */
  readonly calendar: Calendar | null;
  /** Why the clock stands still, `null` while it runs. */
  readonly paused: PauseReason | null;
  /** Milliseconds; `null` when nothing is promised. */
  readonly allowance: number | null;
  readonly warnAt: number;
}

/** `status` the policy pauses in it; `solved` until a human reopens; `no_policy` nothing was promised yet. */
type PauseReason = 'status' | 'solved' | 'no_policy';

/** A stretch under the same terms. */
export interface Span {
  readonly from: number;
  to: number;
  readonly terms: Terms;
  readonly cause: Cause;
}

export interface Ending {
  readonly at: number;
  readonly outcome: 'met' | 'cancelled';
  readonly cause: Cause;
}

/** One running promise, carried forward through time; milliseconds throughout. */
export class TargetClock {
  readonly target: Target;
  readonly turn: number;
  readonly startedAt: number;
  readonly spans: Span[];
  elapsed = 0;
  breachedAt: number | null = null;
  /** A breach is final, so the terms it was decided under are kept. */
  breachTerms: Terms | null = null;
  ending: Ending | null = null;

  constructor(target: Target, turn: number, at: number, terms: Terms, cause: Cause) {
    this.target = target;
    this.turn = turn;
    this.startedAt = at;
    this.spans = [{ from: at, to: at, terms, cause }];
  }

  get span(): Span {
    const span = this.spans.at(-1);
    if (!span) throw new Error('a clock always has a span');
    return span;
  }

  /** Lets time pass to `to`, deciding a breach strictly before it. */
  advance(to: number): void {
    if (this.ending) return;
    const { span } = this;
    const { terms } = span;
    if (!terms.paused && to > span.to) {
      const due = this.due();
      if (due !== null && due < to) this.#breach(due);
      this.elapsed += openMs(terms.calendar, span.to, to);
    }
    span.to = to;
  }

  /** Once all that happened at an instant is known: a target still open with nothing left is breached. */
  settle(at: number): void {
    const { allowance } = this.span.terms;
    if (!this.ending && allowance !== null && this.elapsed >= allowance) this.#breach(at);
  }

  /** New terms from the clock's present on. */
  change(terms: Terms, cause: Cause): void {
    const { span } = this;
    if (this.ending || sameTerms(span.terms, terms)) return;
    // A span without length decided nothing; the change replaces it, but what started the clock stays named.
    if (span.to === span.from) {
      this.spans.pop();
      this.spans.push({ ...span, terms, cause: this.spans.length === 0 ? span.cause : cause });
    } else {
      this.spans.push({ from: span.to, to: span.to, terms, cause });
    }
  }

  end(at: number, outcome: Ending['outcome'], cause: Cause): void {
    this.ending ??= { at, outcome, cause };
  }

  /** Takes an ending back; the time since counts as paused. */
  reopen(at: number, terms: Terms, cause: Cause): void {
    if (!this.ending) return;
    const { span } = this;
    if (at > this.ending.at) {
      const solved: Terms = { ...span.terms, paused: 'solved' };
      this.spans.push({ from: this.ending.at, to: at, terms: solved, cause: this.ending.cause });
    }
    this.spans.push({ from: at, to: at, terms, cause });
    this.ending = null;
  }

  /** When the allowance is used up if nothing changes; `null` while paused or when it never is. */
  due(): number | null {
    return this.#reaches(1);
  }

  /** When the target becomes at risk if nothing changes. */
  risk(): number | null {
    return this.#reaches(this.span.terms.warnAt);
  }

  #reaches(share: number): number | null {
    const { terms, to } = this.span;
    if (terms.paused || terms.allowance === null) return null;
    const left = Math.ceil(terms.allowance * share) - this.elapsed;
    return left < 0 ? null : shift(terms.calendar, to, left);
  }

  #breach(at: number): void {
    if (this.breachedAt !== null) return;
    this.breachedAt = at;
    this.breachTerms = this.span.terms;
  }
}

function sameTerms(a: Terms, b: Terms): boolean {
  return (
    a.tier === b.tier &&
    a.status === b.status &&
    a.policyVersion === b.policyVersion &&
    a.calendarVersion === b.calendarVersion &&
    a.paused === b.paused &&
    a.allowance === b.allowance
  );
}
