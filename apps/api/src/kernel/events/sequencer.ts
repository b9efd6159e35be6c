import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import pg from 'pg';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { EventSignal } from './event-signal.ts';
import { EventStream } from './event-stream.ts';
import { JobSignal } from '../jobs/job-signal.ts';
import { parseEventRow, type EventRow, type SequencedEvent } from './sequenced-event.ts';

const LOCK = 7_310_001;
const BATCH = 1000;
const IDLE_MILLISECONDS = 500;
const RECONNECT_MILLISECONDS = 1000;

/**
 * Rows below the oldest running transaction are final: nothing can commit before them any more. All below the horizon
 * have their position already. Other nodes are told in the same breath.
 */
const SEQUENCE = `
  with edge as (
    select pg_snapshot_xmin(pg_current_snapshot()) as xmin
  ), settled as (
    select id from events
    where position is null and xid >= $1::xid8 and xid < (select xmin from edge)
    order by id limit ${BATCH}
  ), numbered as (
    select id, (select coalesce(max(position), 0) from events) + row_number() over (order by id) as position from settled
  ), placed as (
    update events e set position = n.position from numbered n where e.id = n.id
    returning e.*
  ), told as materialized (
    select pg_notify('events_sequenced', '') where exists (select from placed)
  )
  select edge.xmin::text as horizon, placed.* from edge left join (placed cross join told) on true`;

type Nothing = { position: null };

/**
 * Gives events their dense `position`. One process of the cluster at a time holds the advisory lock and does it; all
 * listen, so each node's {@link EventStream} moves as soon as positions exist. Wakes by signal of its own process, by
 * NOTIFY of others, and every half second in case both were lost. Its connection is the one on which a node listens, also
 * for jobs of nodes that have no workers.
 */
@Injectable()
export class Sequencer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Sequencer');
  private client: pg.Client | null = null;
  private leader = false;
  /** The transaction below which all events have their position. */
  private horizon = '0';
  private stopped = false;
  private running = false;
  private again = false;
  private reconnecting = false;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly signal: EventSignal,
    private readonly stream: EventStream,
    private readonly jobs: JobSignal,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.signal.onAppended(() => this.wake());
    await this.connect();
    this.timer = setInterval(() => this.wake(), IDLE_MILLISECONDS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    if (this.timer) clearInterval(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  get connected(): boolean {
    return this.client !== null;
  }

  private async connect(): Promise<void> {
    this.reconnecting = false;
    const client = new pg.Client({
      connectionString: this.environment.DATABASE_DIRECT_URL ?? this.environment.DATABASE_URL,
      application_name: 'switchboard sequencer',
      keepAlive: true,
    });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    client.on('notification', (message) => {
      if (message.channel === 'events_appended') this.wake();
      else if (message.channel === JobSignal.CHANNEL) this.jobs.enqueued(message.payload ?? '');
      else if (message.channel === 'events_sequenced' && !this.leader) this.stream.advanced();
    });
    try {
      await client.connect();
      // Positions may be lost with the server, never partly: its epoch then tells clients to load anew. Where many events
      // came at once PostgreSQL does not know yet how many, and would read all of them for each batch.
      await client.query(
        `set synchronous_commit = off; set enable_seqscan = off; set statement_timeout = '30s'; listen events_appended; listen events_sequenced; listen ${JobSignal.CHANNEL}`,
      );
      const { rows } = await client.query<{ epoch: string }>(
        `select floor(extract(epoch from pg_postmaster_start_time()) * 1000)::bigint || '.' || oid as epoch from pg_database where datname = current_database()`,
      );
      await this.stream.open(rows[0]!.epoch);
      this.client = client;
      // A server that crashed may have lost positions.
      this.horizon = '0';
      this.wake();
    } catch (error) {
      await client.end().catch(() => undefined);
      if (!this.timer) throw error;
      this.lost(client);
    }
  }

  /** Called by each of error, end and a failed attempt; one of them plans the next attempt. */
  private lost(client: pg.Client): void {
    if (this.stopped || this.reconnecting || (this.client !== null && this.client !== client)) return;
    if (this.client) this.logger.warn('The sequencer lost its connection and reconnects');
    this.client = null;
    this.leader = false;
    this.reconnecting = true;
    setTimeout(() => {
      if (!this.stopped) void this.connect();
    }, RECONNECT_MILLISECONDS).unref();
  }

  private wake(): void {
    this.again = true;
    if (!this.running) void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    try {
      while (this.again && this.client && !this.stopped) {
        this.again = false;
        if (!this.leader) this.leader = await this.tryLead(this.client);
        if (this.leader) await this.drain(this.client);
        else {
          await this.client.query(`select pg_notify('events_appended', '')`);
          this.stream.advanced();
        }
      }
    } catch (error) {
      if (!this.stopped && this.client) this.logger.error({ err: error }, 'Sequencing failed');
    } finally {
      this.running = false;
    }
  }

  private async tryLead(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1) as locked', [LOCK]);
    return rows[0]!.locked;
  }

  private async drain(client: pg.Client): Promise<void> {
    for (;;) {
      const { rows: found } = await client.query<(EventRow | Nothing) & { horizon: string }>({
        name: 'sequence',
        text: SEQUENCE,
        values: [this.horizon],
      });
      const rows = found.filter((row) => row.position !== null);
      if (rows.length < BATCH) this.horizon = found[0]!.horizon;
      if (rows.length === 0) return;
      const events: SequencedEvent[] = rows.map(parseEventRow).sort((a, b) => a.position - b.position);
      this.stream.push(events);
      if (rows.length < BATCH) return;
    }
  }
}
