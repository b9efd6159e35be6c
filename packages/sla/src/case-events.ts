import type { Instant } from './instant.ts';
import type { Tier } from './policy.ts';

interface Happening {
  readonly id: string;
  readonly at: Instant;
}

/** What a case's clocks react to. Notes, deliveries, labels and the like are not among it. */
export type CaseEvent = Happening &
  (
    | { readonly type: 'created'; readonly tier: Tier; readonly status: string }
    /** A public message of the customer. */
    | { readonly type: 'customer_message' }
    /** A public reply; a bot's satisfies no response target. */
    | { readonly type: 'reply'; readonly by: 'human' | 'bot' }
    /** `by` who set it: after a solve, only a human's change back restarts the clocks. */
    | { readonly type: 'status'; readonly status: string; readonly by: 'human' | 'bot' | 'customer' | 'system' }
    | { readonly type: 'tier'; readonly tier: Tier }
    /** Spam, merged away, deleted, a test: nothing is owed any more. */
    | { readonly type: 'excluded'; readonly reason: string }
  );

const SOLVED: ReadonlySet<string> = new Set(['solved', 'closed']);

/** Whether a status ends the case for the time being. */
export function isSolved(status: string): boolean {
  return SOLVED.has(status);
}
