/** What went wrong, for code that has to tell cases apart. */
export type SlaErrorCode =
  | 'invalid_calendar'
  | 'invalid_instant'
  | 'invalid_seconds'
  | 'invalid_policy'
  | 'invalid_events'
  | 'never_open'
  | 'out_of_range';

/** Every error of this package: `field` is the path of the value at fault, such as `weekly.mon[1][0]`. */
export class SlaError extends Error {
  readonly code: SlaErrorCode;
  readonly field: string;

  constructor(code: SlaErrorCode, field: string, problem: string) {
    super(`${field}: ${problem}`);
    this.name = 'SlaError';
    this.code = code;
    this.field = field;
  }
}
