import type { Message } from '@switchboard/contracts';
import { untilTime } from '../../../lib/time.ts';
import { say } from '../../../lib/toast.ts';

/** Says when a message leaves that has not left at once, with the way back. */
export function sayDeparture({ delivery, schedule, occurredAt }: Message, undo: () => void): void {
  if (delivery.state !== 'queued' || !delivery.sendAt) return;
  const action = { label: 'Undo', onClick: undo };
  if (schedule) {
    say(`Scheduled for ${untilTime(delivery.sendAt, Date.now())}`, { action });
    return;
  }
  // By the server's clock: this machine's may be another.
  const wait = Date.parse(delivery.sendAt) - Date.parse(occurredAt);
  say('It leaves', { action, until: Date.now() + wait });
}
