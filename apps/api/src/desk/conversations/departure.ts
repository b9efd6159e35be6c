import { badField } from '../../kernel/http/app-error.ts';

const FURTHEST_DAYS = 366;
const DAY = 86_400_000;

type Departure = { at: Date; isScheduled: true } | { at: Date | null; isScheduled: false };

/**
 * When a message leaves: at the time its writer chose, else after the time in which it can be taken back.
 *
 * @throws AppError `bad_request` naming `body.sendAt` for a time that has passed or is too far away
 */
export function departureOf(
  { sendAt, undoSeconds = 0 }: { sendAt?: string | undefined; undoSeconds?: number },
  now: Date,
): Departure {
  if (sendAt !== undefined) return { at: checkedSendAt(sendAt, now), isScheduled: true };
  return { at: undoSeconds > 0 ? new Date(now.getTime() + undoSeconds * 1000) : null, isScheduled: false };
}

/** @throws AppError `bad_request` naming `body.sendAt` */
export function checkedSendAt(sendAt: string, now: Date): Date {
  const at = new Date(sendAt);
  if (at <= now) throw badField('body.sendAt', 'must be in the future');
  if (at.getTime() > now.getTime() + FURTHEST_DAYS * DAY) {
    throw badField('body.sendAt', `must be at most ${FURTHEST_DAYS} days ahead`);
  }
  return at;
}
