import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../database/database.ts';
import { parseEventRow, type EventRow, type SequencedEvent } from './sequenced-event.ts';

type Listener = (events: SequencedEvent[]) => void | Promise<void>;
type BrokenListener = (reason: 'gap' | 'epoch') => void;

const PAGE = 1000;

/**
 * The event log as this node sees it: sequenced events in order, each once, handed to live listeners such as the
 * sockets. Rows come straight from the sequencer when it runs here, else from the table.
 */
@Injectable()
export class EventStream {
  private readonly logger = new Logger('EventStream');
  private readonly listeners: { listener: Listener; broken: BrokenListener }[] = [];
  private last = 0;
  private currentEpoch = '';
  private work: Promise<void> = Promise.resolve();
  private fetchQueued = false;

  constructor(private readonly database: Database) {}

  /** Position of the newest event that listeners were handed. */
  get position(): number {
    return this.last;
  }

  /** Changes when the database server restarted: positions seen before may have been lost with it. */
  get epoch(): string {
    return this.currentEpoch;
  }

  /**
   * Hands every event to `listener`, in order. `broken` is told when events may have been passed over or the log began
   * anew: what was derived from it has to be loaded again.
   */
  subscribe(listener: Listener, broken: BrokenListener = () => undefined): void {
    this.listeners.push({ listener, broken });
  }

  /** Starts at the end of the log; after a reconnect goes on where it was, unless the server is a new one. */
  async open(epoch: string): Promise<void> {
    const before = this.currentEpoch;
    if (before !== epoch) {
      this.last = await this.end();
      this.currentEpoch = epoch;
      if (before !== '') for (const { broken } of this.listeners) broken('epoch');
    }
    this.advanced();
  }

  /** Events fresh from the sequencer, ascending. */
  push(events: SequencedEvent[]): void {
    this.enqueue(async () => {
      if (events[0]!.position > this.last + 1) await this.fetch();
      await this.deliver(events.filter((event) => event.position > this.last));
    });
  }

  /** There may be newer events in the table. */
  advanced(): void {
    if (this.fetchQueued) return;
    this.fetchQueued = true;
    this.enqueue(async () => {
      this.fetchQueued = false;
      await this.fetch();
    });
  }

  /** Events after a position, ascending, at most `limit`. */
  async after(position: number, limit: number): Promise<SequencedEvent[]> {
    const { rows } = await this.database.pool.query<EventRow>(
      'select * from events where position > $1 order by position limit $2',
      [position, limit],
    );
    return rows.map(parseEventRow);
  }

  /** The newest position in the table. */
  async end(): Promise<number> {
    const { rows } = await this.database.pool.query<{ end: string }>(
      'select coalesce(max(position), 0) as end from events',
    );
    return Number(rows[0]!.end);
  }

  private enqueue(step: () => Promise<void>): void {
    this.work = this.work.then(step).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'Reading the event log failed; the next signal reads again');
    });
  }

  private async fetch(): Promise<void> {
    for (;;) {
      const events = await this.after(this.last, PAGE);
      await this.deliver(events);
      if (events.length < PAGE) return;
    }
  }

  private async deliver(events: SequencedEvent[]): Promise<void> {
    if (events.length === 0) return;
    this.last = events.at(-1)!.position;
    for (const { listener, broken } of this.listeners) {
      try {
        await listener(events);
      } catch (error) {
        this.logger.warn({ err: error }, 'A listener failed; it is told that it missed events');
        broken('gap');
      }
    }
  }
}
