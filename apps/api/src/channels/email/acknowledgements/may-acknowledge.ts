import type { ParsedMail } from '../parsing/parsed-mail.ts';

/** A mail that lay longer was not just written: a mailbox that is read for the first time answers nobody. */
const FRESH_MILLISECONDS = 2 * 60 * 60 * 1000;
/** Names under which no person reads. */
const MACHINES = new RegExp(
  [
    '^(?:mailer-daemon|postmaster|mail-?daemon|listserv|majordomo|bounces?|daemon|root)(?:[+.\\-_].*)?@',
    '^(?:.*[.\\-_])?(?:no[.\\-_]?reply|do[.\\-_]?not[.\\-_]?reply)(?:[+.\\-_].*)?@',
    // What mailing lists go by (RFC 3834, section 2).
    '^owner-|-(?:owner|request|bounces?)(?:[+=].*)?@',
  ].join('|'),
  'i',
);
/**
 * Of the names above those that say the same of a return path. The others do not: servers that forward a person's mail
 * send it as `bounces+…`.
 */
const MACHINE_PATHS = /^(?:(?:mailer-daemon|listserv|majordomo)@|owner-)|-request@/i;

/**
 * Whether a machine may answer this mail (RFC 3834): a person wrote it, just now, and waits.
 *
 * @param envelopeFrom where the way that it came by knows it; empty for a mail that wants no report of its delivery
 */
export function mayAcknowledge(
  { from, returnPath, notes }: Pick<ParsedMail, 'from' | 'returnPath' | 'notes'>,
  envelopeFrom: string | null,
  arrivedAt: Date,
  now: Date,
): boolean {
  if (!from || MACHINES.test(from.address)) return false;
  const paths = [returnPath, envelopeFrom].filter((path) => path !== null);
  if (paths.some((path) => path === '' || MACHINE_PATHS.test(path))) return false;
  if (now.getTime() - arrivedAt.getTime() > FRESH_MILLISECONDS) return false;
  return !notes.some((note) => ['auto-submitted', 'auto-reply', 'bounce', 'bulk', 'no-auto-reply'].includes(note));
}
