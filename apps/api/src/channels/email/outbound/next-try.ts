const FIRST_SECONDS = 15;
const LONGEST_SECONDS = 1800;
/** With these waits about three hours: a greylisting server, or one that restarts, has let us in by then. */
const TRIES = 12;
/** Mails that were refused together do not all come back together. */
const JITTER = 0.2;

/**
 * When a mail that the server wants later is tried again; null when that was the last try.
 *
 * @param attempts made so far; an agent who sends again begins a new series
 * @param chance from 0 to 1
 */
export function nextTry(attempts: number, now: Date, chance: number): Date | null {
  const inSeries = ((attempts - 1) % TRIES) + 1;
  if (inSeries === TRIES) return null;
  const wait = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (inSeries - 1));
  return new Date(now.getTime() + Math.round(wait * 1000 * (1 + JITTER * (2 * chance - 1))));
}
