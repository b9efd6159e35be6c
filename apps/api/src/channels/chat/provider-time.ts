/** A clock that is ahead of ours by more than this is not believed. */
const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60 * 1000;

/** When something happened by the provider's clock; by ours where it does not say, or says what cannot be. */
export function timeOf(said: Date | null, arrived: Date): Date {
  return said && said.getTime() <= arrived.getTime() + CLOCK_TOLERANCE_MILLISECONDS ? said : arrived;
}
