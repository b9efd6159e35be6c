import type { ServerEvent, ServerPayload } from '@switchboard/contracts';

type Told = Extract<ServerEvent, 'conversation' | 'message' | 'retracted' | 'left' | 'customer'>;

export type InboxEvent = {
  [K in Told]: { type: K; payload: ServerPayload<K> };
}[Told];

const subject = (event: InboxEvent): string => {
  if (event.type === 'message') return `message:${event.payload.message.id}`;
  if (event.type === 'retracted') return `message:${event.payload.messageId}`;
  if (event.type === 'customer') return `customer:${event.payload.customerId}`;
  return `conversation:${event.type === 'left' ? event.payload.conversationId : event.payload.conversation.id}`;
};

/**
 * What came over the socket, in the order of the log: knows the position to resume from, drops what it has had
 * before, and keeps the latest events, so that an answer that was on its way meanwhile can be brought up to date.
 */
export class EventLog {
  position: number | null = null;
  epoch: string | null = null;
  readonly #latest = new Map<string, number>();
  #recent: { at: number; event: InboxEvent }[] = [];

  /** False when a later event about the same thing has been applied already. */
  admit(event: InboxEvent, now: number): boolean {
    const { position } = event.payload;
    const key = subject(event);
    const known = this.#latest.get(key);
    if (this.position === null || position > this.position) this.position = position;
    if (known !== undefined && position <= known) return false;
    this.#latest.set(key, position);
    this.#recent.push({ at: now, event });
    return true;
  }

  /** What came after `since` (milliseconds); older events are forgotten. */
  recent(since: number): InboxEvent[] {
    this.#recent = this.#recent.filter(({ at }) => at >= since);
    return this.#recent.map(({ event }) => event);
  }

  /** Begins anew from a position of (maybe another) epoch. */
  restart(epoch: string, position: number): void {
    if (epoch !== this.epoch) {
      this.#latest.clear();
      this.#recent = [];
      this.position = position;
    }
    this.epoch = epoch;
    this.position = Math.max(this.position ?? 0, position);
  }
}
