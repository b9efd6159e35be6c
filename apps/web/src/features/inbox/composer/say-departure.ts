import type { Message } from '@switchboard/contracts';
import { untilTime } from '../../../lib/time.ts';
import { say } from '../../../lib/toast.ts';

/**
 * Says when a message leaves that has not left at once, with the way back.
 *
 * @param changed what its conversation became with it, in words
 * @returns whether there was something to say
 */
export function sayDeparture(
  { delivery, schedule, occurredAt }: Message,
  changed: string | null,
  undo: () => void,
): boolean {
  if (delivery.state !== 'queued' || !delivery.sendAt) return false;
  const action = { label: 'Undo', onClick: undo };
  if (schedule) {
    say(`Scheduled for ${untilTime(delivery.sendAt, Date.now())}`, { action });
    return true;
  }
  // By the server's clock: this machine's may be another.
  const wait = Date.parse(delivery.sendAt) - Date.parse(occurredAt);
  say(changed ? `${changed}. The reply leaves` : 'It leaves', { action, until: Date.now() + wait });
  return true;
}
