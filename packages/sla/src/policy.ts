import type { Calendar } from './calendar.ts';
import { SlaError } from './error.ts';
import type { Instant } from './instant.ts';

export const TIERS = ['vip', 'high', 'normal', 'low'] as const;
/** Comes from the customer (`vip`) or from the priority; a change of it is an event. */
export type Tier = (typeof TIERS)[number];

export const TARGETS = ['first_response', 'next_response', 'resolution'] as const;
export type Target = (typeof TARGETS)[number];

/** What is promised to one tier. A target that is `null` is not promised. */
export interface TierPolicy {
  /** Minutes. */
  readonly firstResponse: number | null;
  /** Minutes, for each customer turn after the first response. */
  readonly nextResponse: number | null;
  /** Minutes. */
  readonly resolution: number | null;
  /** `business` counts the calendar's opening time, `calendar` every second. */
  readonly hours: 'business' | 'calendar';
  /** Conversation statuses during which all clocks stand still. */
  readonly pausedBy: readonly string[];
  /** The share of the allowance at which an open target becomes at risk, such as 0.75. */
  readonly warnAt: number;
}

/** A policy as it holds from an instant until the next version's. */
export interface PolicyVersion {
  readonly version: number;
  readonly from: Instant;
  readonly tiers: Readonly<Record<Tier, TierPolicy>>;
}

/** A calendar as it holds from an instant until the next version's; `null` is open around the clock. */
export interface CalendarVersion {
  readonly version: number;
  readonly from: Instant;
  readonly calendar: Calendar | null;
}

export const DEFAULT_WARN_AT = 0.75;

/** The promised milliseconds of a target, or `null`. */
export function allowanceOf(policy: TierPolicy, target: Target): number | null {
  const minutes = {
    first_response: policy.firstResponse,
    next_response: policy.nextResponse,
    resolution: policy.resolution,
  }[target];
  return minutes === null ? null : Math.round(minutes * 60_000);
}

/**
 * Checks one tier of a policy that came from outside.
 *
 * @param path put before the field in errors, such as `tiers.vip.`
 * @throws {SlaError} `invalid_policy`, whose `field` is the path of the first value at fault
 */
export function assertTierPolicy(value: unknown, path = ''): asserts value is TierPolicy {
  const invalid = (field: string, problem: string) => new SlaError('invalid_policy', `${path}${field}`, problem);
  if (typeof value !== 'object' || value === null) throw invalid('policy', 'must be an object');
  const policy: Partial<Record<keyof TierPolicy, unknown>> = value;
  for (const field of ['firstResponse', 'nextResponse', 'resolution'] as const) {
    const minutes = policy[field];
    if (minutes !== null && !(typeof minutes === 'number' && Number.isFinite(minutes) && minutes > 0)) {
      throw invalid(field, 'must be minutes above 0, or null');
    }
  }
  if (policy.hours !== 'business' && policy.hours !== 'calendar') {
    throw invalid('hours', 'must be "business" or "calendar"');
  }
  if (!Array.isArray(policy.pausedBy) || !policy.pausedBy.every((status) => typeof status === 'string')) {
    throw invalid('pausedBy', 'must be a list of statuses');
  }
  if (!(typeof policy.warnAt === 'number' && policy.warnAt > 0 && policy.warnAt <= 1)) {
    throw invalid('warnAt', 'must be above 0 and at most 1');
  }
}
