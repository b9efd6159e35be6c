import { type CaseEvent, isSolved } from './case-events.ts';
import {
  allowanceOf,
  type CalendarVersion,
  DEFAULT_WARN_AT,
  type PolicyVersion,
  type Target,
  type Tier,
} from './policy.ts';
import { type Cause, TargetClock, type Terms } from './target-clock.ts';

/** A case carried forward through its events and the versions that come into force; milliseconds. */
export class CaseRun {
  readonly clocks: TargetClock[] = [];
  #policy: PolicyVersion | null = null;
  #calendar: CalendarVersion | null = null;
  #tier: Tier = 'normal';
  #status = '';
  /** Solved for the clocks: a status that nobody human took back leaves it so. */
  #solved = false;
  #excluded = false;
  #customerSpokeLast = false;

  /** Lets time pass to `at`. */
  advance(at: number): void {
    for (const clock of this.clocks) clock.advance(at);
  }

  /** Decides breaches at `at`, once everything of that instant was applied. */
  settle(at: number): void {
    for (const clock of this.clocks) clock.settle(at);
  }

  usePolicy(policy: PolicyVersion): void {
    this.#policy = policy;
    this.#changeTerms({ type: 'policy', id: String(policy.version) });
  }

  useCalendar(calendar: CalendarVersion): void {
    this.#calendar = calendar;
    this.#changeTerms({ type: 'calendar', id: String(calendar.version) });
  }

  apply(event: CaseEvent, at: number): void {
    if (this.#excluded) return;
    const cause = { type: event.type, id: event.id };
    switch (event.type) {
      case 'created':
        this.#tier = event.tier;
        this.#status = event.status;
        this.#start('resolution', at, cause);
        if (isSolved(event.status)) this.#solve(at, cause);
        break;
      case 'customer_message':
        this.#customerSpokeLast = true;
        if (!this.#solved) this.#startResponse(at, cause);
        break;
      case 'reply':
        if (event.by === 'human') {
          this.#customerSpokeLast = false;
          this.#openResponse()?.end(at, 'met', cause);
        }
        break;
      case 'tier':
        this.#tier = event.tier;
        break;
      case 'status':
        this.#status = event.status;
        if (isSolved(event.status)) this.#solve(at, cause);
        else if (this.#solved && event.by === 'human') this.#reopen(at, cause);
        break;
      case 'excluded':
        this.#excluded = true;
        for (const clock of this.clocks) clock.end(at, 'cancelled', cause);
        break;
    }
    this.#changeTerms(cause);
  }

  #solve(at: number, cause: Cause): void {
    this.#solved = true;
    for (const clock of this.clocks) clock.end(at, clock.target === 'resolution' ? 'met' : 'cancelled', cause);
  }

  #reopen(at: number, cause: Cause): void {
    this.#solved = false;
    for (const clock of this.clocks) {
      if (clock.target === 'resolution') clock.reopen(at, this.#terms('resolution'), cause);
    }
    if (!this.#customerSpokeLast) return;
    // The turn that the solve cut short goes on; a message that came after the solve starts one now.
    const last = this.clocks.findLast((clock) => clock.target !== 'resolution');
    if (last?.ending?.outcome === 'cancelled') last.reopen(at, this.#terms(last.target), cause);
    else this.#startResponse(at, cause);
  }

  #startResponse(at: number, cause: Cause): void {
    if (this.#openResponse()) return;
    const first = !this.clocks.some((clock) => clock.target === 'first_response');
    this.#start(first ? 'first_response' : 'next_response', at, cause);
  }

  #openResponse(): TargetClock | undefined {
    return this.clocks.find((clock) => clock.target !== 'resolution' && !clock.ending);
  }

  #start(target: Target, at: number, cause: Cause): void {
    const turn = this.clocks.filter((clock) => clock.target === target).length + 1;
    this.clocks.push(new TargetClock(target, turn, at, this.#terms(target), cause));
  }

  #changeTerms(cause: Cause): void {
    for (const clock of this.clocks) clock.change(this.#terms(clock.target), cause);
  }

  #terms(target: Target): Terms {
    const tier = this.#policy?.tiers[this.#tier];
    const allowance = tier ? allowanceOf(tier, target) : null;
    const counted = tier?.hours === 'business' ? this.#calendar : null;
    return {
      tier: this.#tier,
      status: this.#status,
      policyVersion: this.#policy?.version ?? null,
      calendarVersion: counted?.version ?? null,
      calendar: counted?.calendar ?? null,
      paused: allowance === null ? 'no_policy' : tier?.pausedBy.includes(this.#status) ? 'status' : null,
      allowance,
      warnAt: tier?.warnAt ?? DEFAULT_WARN_AT,
    };
  }
}
