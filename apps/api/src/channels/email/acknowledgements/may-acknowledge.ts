import type { ParsedMail } from '../parsing/parsed-mail.ts';

/** A mail that lay longer was not just written: a mailbox that is read for the first time answers nobody. */
const FRESH_MILLISECONDS = 2 * 60 * 60 * 1000;
/** Names under which no person reads. */
const MACHINES = /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|daemon|root)(?:[+.\-_].*)?@/i;

/** Whether a machine may answer this mail (RFC 3834): a person wrote it, just now, and waits. */
export function mayAcknowledge(
  { from, notes }: Pick<ParsedMail, 'from' | 'notes'>,
  arrivedAt: Date,
  now: Date,
): boolean {
  if (!from || MACHINES.test(from.address)) return false;
  if (now.getTime() - arrivedAt.getTime() > FRESH_MILLISECONDS) return false;
  return !notes.some((note) => ['auto-submitted', 'auto-reply', 'bounce', 'bulk', 'no-auto-reply'].includes(note));
}
