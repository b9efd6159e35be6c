export { addBusinessTime, businessTimeBetween } from './business-time.ts';
export { assertCalendar, type Calendar, type Interval, type Weekday, WEEKDAYS } from './calendar.ts';
export { SlaError, type SlaErrorCode } from './error.ts';
export type { Instant } from './instant.ts';
