import type { Mailbox, Message } from '@switchboard/contracts';
import { untilTime } from '../../../lib/time.ts';
import { say } from '../../../lib/toast.ts';

/**
 * Says when a message leaves that has not left at once, with the way back.
 *
 * @param customerName whom it is for, where it is no mail, which names its recipients
 * @param changed what its conversation became with it, in words
 * @returns whether there was something to say
 */
export function sayDeparture(
  { delivery, schedule, occurredAt, email }: Message,
  customerName: string,
  changed: string | null,
  undo: () => void,
): boolean {
  if (delivery.state !== 'queued' || !delivery.sendAt) return false;
  const to = email ? recipientsIn(email.to) : customerName;
  const action = { label: 'Undo', onClick: undo };
  if (schedule) {
    say(`Scheduled for ${untilTime(delivery.sendAt, Date.now())}, to ${to}`, { action });
    return true;
  }
  // By the server's clock: this machine's may be another.
  const wait = Date.parse(delivery.sendAt) - Date.parse(occurredAt);
  const leaves = `The reply to ${to} leaves`;
  say(changed ? `${changed}. ${leaves}` : leaves, { action, until: Date.now() + wait });
  return true;
}

/** Several such notices may stand there at once, and any conversation below them. */
function recipientsIn(to: readonly Mailbox[]): string {
  const [first, ...others] = to.map(({ name, address }) => name ?? address);
  if (!first) return 'nobody named';
  return others.length > 0 ? `${first} and ${others.length} more` : first;
}
