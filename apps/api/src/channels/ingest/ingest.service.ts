import { setTimeout as delay } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Database } from '../../kernel/database/database.ts';
import { Metrics } from '../../kernel/observability/metrics.service.ts';
import { BulkLane } from './bulk-lane.ts';
import { Crowd, restAfter } from './crowd.ts';
import { IngestRepository, keyOf, type NewLedgerRow } from './ingest.repository.ts';
import {
  REFUSED_KIND,
  type InboundProcessor,
  type LedgerEvent,
  type Outcome,
  type RawInbound,
} from './ledger-event.ts';
import { WorkQueue } from './work-queue.ts';

export { REFUSED_KIND, type LedgerEvent, type Outcome, type RawInbound } from './ledger-event.ts';

const INSERT_BATCH = 128;
const PROCESS_BATCH = 16;
const PROCESSORS = 4;
/** In a crowd, and of a long queue: many rows together take fewer statements. */
const LARGE_BATCH = 64;
const QUEUE_LIMIT = 20_000;
const REST_STEP_MILLISECONDS = 20;
/** A row whose processing is lost with the power is in the ledger as it was received, and is due again. */
const REPLAYABLE = { replayable: true };
/** Rows in the queue of this node that leave room for more. */
const ROOM = 128;
/** So many that came by one fetch are worth a batch. */
const MANY = 8;
const SWEEP_MILLISECONDS = 1000;
/** More than a node works through until it looks again: what a dead node left must not trickle. */
const SWEEP_BATCH = 1000;
const GRACE_SECONDS = 3;

interface Waiting {
  row: NewLedgerRow;
  resolve: (answer: Accepted) => void;
  reject: (error: unknown) => void;
}

export interface Accepted {
  /** Null for a duplicate: it changed nothing. */
  id: number | null;
  duplicate: boolean;
}

/**
 * The ledger: what comes in is stored raw and durably before it is acknowledged, once per key, and then worked through
 * by the node that took it. Deliveries that arrive together share one INSERT and so one wait for the disk; a sweeper
 * takes what a dead node left and what is due for another try. In a crowd accepting goes first: what is stored can wait,
 * what is not yet stored would be lost.
 */
@Injectable()
export class IngestService implements BeforeApplicationShutdown {
  private readonly logger = new Logger('Ingest');
  private readonly processors = new Map<string, InboundProcessor>();
  private readonly crowd = new Crowd();
  private readonly bulk = new BulkLane((events) => this.processFetched(events));
  private waiting: Waiting[] = [];
  private inserting = false;
  private readonly queue = new WorkQueue(QUEUE_LIMIT);
  private working = 0;
  private stopped = false;
  private idle: (() => void)[] = [];
  private wantRoom: (() => void)[] = [];

  constructor(
    private readonly repository: IngestRepository,
    private readonly database: Database,
    private readonly metrics: Metrics,
  ) {}

  /** Declares who works through a provider's events. */
  register(processor: InboundProcessor): void {
    if (this.processors.has(processor.provider))
      throw new Error(`The provider ${processor.provider} has two processors.`);
    this.processors.set(processor.provider, processor);
  }

  /** Stores a delivery; committed when it resolves. Processing goes on by itself. */
  accept(raw: RawInbound): Promise<Accepted> {
    return this.store({ ...raw, status: 'received', reason: null });
  }

  /** Keeps what was refused at the door (wrong signature, unreadable), so that an admin can see it. */
  reject(raw: Omit<RawInbound, 'kind'>, reason: string): Promise<Accepted> {
    return this.store({ ...raw, kind: REFUSED_KIND, status: 'rejected', reason });
  }

  /** Keeps what is genuine but has no effect now; an admin can replay it. */
  ignore(raw: RawInbound, reason: string): Promise<Accepted> {
    return this.store({ ...raw, status: 'ignored', reason });
  }

  /** Works on a row again now. */
  enqueue(id: number): void {
    this.take([id]);
  }

  /**
   * Resolves when few rows wait on this node, or when the time is up. Who has many to hand in asks before each batch: so
   * one source cannot put thousands of rows before those of all others.
   */
  async room(milliseconds: number): Promise<void> {
    if (this.backlog <= ROOM || this.stopped) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.wantRoom.push(resolve);
    const timer = setTimeout(resolve, milliseconds);
    await promise;
    clearTimeout(timer);
    this.wantRoom = this.wantRoom.filter((enter) => enter !== resolve);
  }

  /** Takes rows for the running transaction: those that wait and that nobody else works on. */
  claim(ids: number[]): Promise<Set<number>> {
    return this.repository.claimIds(ids);
  }

  /** Notes what became of a claimed row. */
  settle(id: number, outcome: Outcome): Promise<void> {
    return this.repository.settle(id, outcome);
  }

  /** Notes that claimed rows are processed. */
  settleAll(ids: number[]): Promise<void> {
    return this.repository.settleAll(ids);
  }

  /** What became of deliveries, by their keys. Those that never came in are left out. */
  rowsOf(provider: string, account: string, externalIds: string[]) {
    return this.repository.byKeys(provider, account, externalIds);
  }

  /** The bytes of a row as they came, or their key in the storage; null when there is no such row. */
  async raw(id: number): Promise<(Pick<LedgerEvent, 'body' | 'bodyKey'> & { bodySize: number }) | null> {
    return (await this.repository.raw(id)) ?? null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.queue.clear();
    await this.bulk.stop();
    this.makeRoom();
    if (this.working > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private store(row: NewLedgerRow): Promise<Accepted> {
    if (!row.isFetched) this.crowd.arrived();
    return new Promise((resolve, reject) => {
      this.waiting.push({ row, resolve, reject });
      if (!this.inserting) {
        this.inserting = true;
        setImmediate(() => void this.flush());
      }
    });
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, INSERT_BATCH);
      try {
        if (batch.some(({ row }) => !row.isFetched)) this.crowd.inserted();
        const stored = await this.repository.insert(batch.map(({ row }) => row));
        const fresh: number[] = [];
        const fetched: LedgerEvent[] = [];
        for (const { row, resolve } of batch) {
          const key = keyOf(row);
          const event = stored.get(key);
          // The second of two equal deliveries in one batch is a duplicate like any other.
          stored.delete(key);
          if (event && row.status === 'received') {
            if (this.goesInBulk(row)) fetched.push(event);
            else fresh.push(event.id);
          }
          this.metrics.inbound.inc({ provider: row.provider, outcome: event ? row.status : 'duplicate' });
          resolve({ id: event?.id ?? null, duplicate: event === undefined });
        }
        if (fetched.length < MANY) fresh.push(...fetched.map(({ id }) => id));
        else if (!this.stopped) this.bulk.add(fetched);
        this.take(fresh);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.inserting = false;
  }

  private take(ids: number[]): void {
    if (this.stopped) return;
    // Beyond the limit rows stay in the table; the sweeper brings them back.
    this.queue.add(ids);
    this.employ();
  }

  private employ(): void {
    const most = this.crowd.isThere ? 1 : PROCESSORS;
    while (this.working < most && this.working * PROCESS_BATCH < this.queue.length) {
      this.working += 1;
      setImmediate(() => void this.work());
    }
  }

  private async work(): Promise<void> {
    while (this.queue.length > 0 && !this.stopped) {
      if (this.crowd.isThere && this.working > 1) break;
      this.employ();
      const started = performance.now();
      const isMany = this.crowd.isThere || this.queue.length > PROCESSORS * PROCESS_BATCH;
      const ids = this.queue.next(isMany ? LARGE_BATCH : PROCESS_BATCH);
      this.makeRoom();
      await this.process(ids);
      await this.rest(restAfter(performance.now() - started, Math.ceil(this.queue.length / LARGE_BATCH)));
    }
    this.working -= 1;
    if (this.working === 0) for (const resolve of this.idle.splice(0)) resolve();
  }

  /** Lets the first in line hand in its batch; all of them, once nothing waits. */
  private makeRoom(): void {
    if (this.backlog > ROOM) return;
    const entering = this.backlog === 0 ? this.wantRoom.length : 1;
    for (const enter of this.wantRoom.splice(0, entering)) enter();
  }

  private get backlog(): number {
    return this.queue.length + this.bulk.waiting;
  }

  private goesInBulk({ provider, isFetched }: NewLedgerRow): boolean {
    return isFetched === true && this.processors.get(provider)?.processMany !== undefined;
  }

  /** Rows that wait in the queue: many of them by as few statements as can be. */
  private async process(ids: number[]): Promise<void> {
    const left = ids.length > PROCESS_BATCH ? await this.processLarge(ids) : ids;
    for (let from = 0; from < left.length; from += PROCESS_BATCH) {
      const batch = left.slice(from, from + PROCESS_BATCH);
      try {
        if (batch.length > 1) await this.processTogether(batch);
        else await this.processAlone(batch[0]!);
      } catch (error) {
        this.logger.warn(
          { err: error, rows: batch.length },
          'Ledger rows could not be settled; they are tried one by one',
        );
        for (const id of batch) await this.processAlone(id).catch(() => undefined);
      }
    }
  }

  /** @returns the rows that are left; all of them when they cannot be read now */
  private async processLarge(ids: number[]): Promise<number[]> {
    const events = await this.repository.read(ids).catch((error: unknown) => {
      this.logger.warn({ err: error, rows: ids.length }, 'Ledger rows could not be read');
      return null;
    });
    return events ? this.processMany(events) : ids;
  }

  private async processFetched(events: LedgerEvent[]): Promise<void> {
    this.makeRoom();
    // One that cannot be settled now stays in the table; the sweeper brings it back.
    for (const id of await this.processMany(events)) await this.processAlone(id).catch(() => undefined);
  }

  /** @returns the rows that are left */
  private async processMany(events: LedgerEvent[]): Promise<number[]> {
    const left = new Set(events.map(({ id }) => id));
    try {
      for (const [provider, rows] of Map.groupBy(events, (event) => event.provider)) {
        const settled = new Set(rows.map(({ id }) => id));
        for (const id of (await this.processors.get(provider)?.processMany?.(rows)) ?? settled) settled.delete(id);
        for (const id of settled) left.delete(id);
      }
    } catch (error) {
      this.logger.warn({ err: error, rows: left.size }, 'Ledger rows could not be settled together');
    }
    return [...left];
  }

  /** Leaves the process to those who accept, as long as there is a crowd. */
  private async rest(milliseconds: number): Promise<void> {
    const until = performance.now() + milliseconds;
    while (this.crowd.isThere && performance.now() < until && !this.stopped) await delay(REST_STEP_MILLISECONDS);
  }

  private async processTogether(ids: number[]): Promise<void> {
    const alone: number[] = [];
    const failed = await this.database.transaction(async () => {
      const failures: { event: LedgerEvent; error: unknown }[] = [];
      const together: LedgerEvent[] = [];
      for (const event of await this.repository.claim(ids)) {
        if (this.processors.get(event.provider)?.alone) alone.push(event.id);
        else together.push(event);
      }
      for (const [provider, events] of Map.groupBy(together, (event) => event.provider)) {
        await this.processors.get(provider)?.prepare?.(events);
      }
      for (const event of together) {
        try {
          await this.database.savepoint(() => this.processOne(event));
        } catch (error) {
          if (isTransient(error)) throw error;
          failures.push({ event, error });
        }
      }
      return failures;
    }, REPLAYABLE);
    for (const { event, error } of failed) await this.fail(event, error);
    for (const id of alone) await this.processAlone(id);
  }

  /** Without a savepoint: the transaction is the row's own. */
  private async processAlone(id: number): Promise<void> {
    let event: LedgerEvent | undefined;
    try {
      await this.database.transaction(async () => {
        [event] = await this.repository.claim([id]);
        if (event) await this.processOne(event);
      }, REPLAYABLE);
    } catch (error) {
      if (!event || isTransient(error)) throw error;
      await this.fail(event, error);
    }
  }

  private async fail(event: LedgerEvent, error: unknown): Promise<void> {
    this.logger.warn({ err: error, ledger: event.id, provider: event.provider }, 'Processing failed');
    await this.repository.fail(event.id, event.attempts, error instanceof Error ? error.message : String(error));
  }

  private async processOne(event: LedgerEvent): Promise<void> {
    const processor = this.processors.get(event.provider);
    if (!processor) throw new Error(`Nobody processes ${event.provider}.`);
    const outcome =
      event.kind === REFUSED_KIND
        ? ((await processor.retake?.(event)) ?? { status: 'rejected', reason: 'It was refused when it came.' })
        : await processor.process(event);
    await this.database.later(this.repository.settle(event.id, outcome));
  }

  @Interval(SWEEP_MILLISECONDS)
  async sweep(): Promise<void> {
    if (this.backlog > 0 || this.stopped) return;
    try {
      await this.repository.takeUpAgain(SWEEP_BATCH);
      const left = await this.repository.due(GRACE_SECONDS, SWEEP_BATCH);
      if (this.stopped) return;
      this.queue.addLeft(left);
      this.employ();
    } catch (error) {
      this.logger.warn({ err: error }, 'The sweeper could not look');
    }
  }
}

/** Deadlocks, serialisation failures and a lost connection: nothing is wrong with the event itself. */
function isTransient(error: unknown): boolean {
  const code = (error as { code?: string } | null)?.code ?? '';
  return /^(40|08|57P)/.test(code) || code === 'ECONNRESET';
}
