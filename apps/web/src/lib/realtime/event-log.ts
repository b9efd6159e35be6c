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
 * before, and keeps what came while an answer was under way, so that the answer can be brought up to date.
 */
export class EventLog {
  position: number | null = null;
  epoch: string | null = null;
  readonly #latest = new Map<string, number>();
  /** Events, and how many had been admitted before the first of them. */
  #kept: InboxEvent[] = [];
  #forgotten = 0;
  /** What is asked for, and how many events had been admitted by then. */
  readonly #asked = new Map<string, number>();

  /** False when a later event about the same thing has been applied already. */
  admit(event: InboxEvent): boolean {
    const { position } = event.payload;
    const key = subject(event);
    const known = this.#latest.get(key);
    if (this.position === null || position > this.position) this.position = position;
    if (known !== undefined && position <= known) return false;
    this.#latest.set(key, position);
    if (this.#asked.size > 0) this.#kept.push(event);
    else this.#forgotten += 1;
    return true;
  }

  /** Something is asked for (once more). */
  asks(key: string): void {
    this.#asked.set(key, this.#forgotten + this.#kept.length);
  }

  /** It has been answered, or never will be. @returns what came since it was asked for */
  answered(key: string): InboxEvent[] {
    const from = this.#asked.get(key);
    if (from === undefined) return [];
    this.#asked.delete(key);
    const missed = this.#kept.slice(Math.max(0, from - this.#forgotten));
    const needed = Math.min(...this.#asked.values(), this.#forgotten + this.#kept.length);
    this.#forgotten += this.#kept.splice(0, Math.max(0, needed - this.#forgotten)).length;
    return missed;
  }

  /** Begins anew from a position of (maybe another) epoch. */
  restart(epoch: string, position: number): void {
    if (epoch !== this.epoch) {
      this.#latest.clear();
      this.#forgotten += this.#kept.length;
      this.#kept = [];
      this.position = position;
    }
    this.epoch = epoch;
    this.position = Math.max(this.position ?? 0, position);
  }
}
