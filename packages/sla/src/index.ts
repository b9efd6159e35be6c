export { addBusinessTime, businessTimeBetween } from './business-time.ts';
export { assertCalendar, type Calendar, type Interval, type Weekday, WEEKDAYS } from './calendar.ts';
export type { CaseEvent } from './case-events.ts';
export { SlaError, type SlaErrorCode } from './error.ts';
export { evaluateSla, type SlaEvaluation, type TargetState, type TargetStatus } from './evaluate.ts';
export type { Instant } from './instant.ts';
export {
  assertTierPolicy,
  type CalendarVersion,
  DEFAULT_WARN_AT,
  type PolicyVersion,
  type Target,
  TARGETS,
  type Tier,
  type TierPolicy,
  TIERS,
} from './policy.ts';
export type { Segment, SegmentRule } from './segments.ts';
export type { Cause } from './target-clock.ts';
