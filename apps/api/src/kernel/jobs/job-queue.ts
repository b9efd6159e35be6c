import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { jobs, type JobName, type JobPayload } from '@switchboard/contracts';
import { CompiledQuery } from 'kysely';
import { PgBoss, type Queue } from 'pg-boss';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { Database } from '../database/database.ts';
import { JobLanes, type LaneQueue } from './job-lanes.ts';
import { JobSignal } from './job-signal.ts';

export interface RunningJob<N extends JobName> {
  payload: JobPayload<N>;
  /** 0 on the first try. */
  retryCount: number;
  retryLimit: number;
  signal: AbortSignal;
}

type Handler<N extends JobName> = (job: RunningJob<N>) => Promise<void>;

interface EnqueueOptions {
  /** Only one job with this key waits or runs at a time. */
  singletonKey?: string;
  startAfterSeconds?: number;
  /** Not before this time. */
  startAt?: Date;
}

const PATIENCE_MILLISECONDS = 10_000;

/** Typed jobs on pg-boss: enqueued in the transaction of the change, run by nodes whose role is worker or all. */
@Injectable()
export class JobQueue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly handlers = new Map<JobName, Handler<JobName>>();
  private readonly boss: PgBoss;
  private readonly lanes = new Map<JobName, JobLanes>();
  /** Whether this node runs jobs, or only enqueues them. */
  readonly works: boolean;
  private started = false;

  constructor(
    @Inject(ENVIRONMENT) environment: Environment,
    private readonly database: Database,
    private readonly signal: JobSignal,
  ) {
    this.works = environment.ROLE !== 'api';
    this.boss = new PgBoss({
      connectionString: environment.DATABASE_DIRECT_URL ?? environment.DATABASE_URL,
      schema: 'pgboss',
      application_name: 'switchboard jobs',
      max: 6,
      schedule: false,
      supervise: this.works,
      // How long a dead worker's job lies there, beside its heartbeat.
      superviseIntervalSeconds: 10,
      monitorIntervalSeconds: 10,
    });
    this.boss.on('error', (error) => this.fault(error));
  }

  /** Statements of the queue in the running transaction. */
  private readonly transactional = {
    executeSql: async (text: string, values?: unknown[]) => {
      const result = await this.database.tables<never>().executeQuery(CompiledQuery.raw(text, values ?? []));
      return { rows: result.rows };
    },
  };

  /** Declares who does a kind of job. @throws Error when somebody does it already. */
  handle<N extends JobName>(name: N, handler: Handler<N>): void {
    if (this.handlers.has(name)) throw new Error(`The job ${name} has two handlers.`);
    this.handlers.set(name, handler as Handler<JobName>);
  }

  /** Puts a job in the queue; inside a transaction it exists only if that commits. */
  async enqueue<N extends JobName>(name: N, payload: JobPayload<N>, options: EnqueueOptions = {}): Promise<void> {
    const parsed = jobs[name].payload.parse(payload);
    const sent = this.boss.send(name, parsed, {
      ...(options.singletonKey ? { singletonKey: options.singletonKey } : {}),
      ...(options.startAfterSeconds ? { startAfter: options.startAfterSeconds } : {}),
      ...(options.startAt ? { startAfter: options.startAt } : {}),
      db: this.transactional,
    });
    await this.database.later(sent);
    if (!jobs[name].afterTheNews) this.database.afterCommit(() => this.announce(name));
  }

  /** Puts many jobs of a kind in the queue by one statement, to be done some seconds later. */
  async enqueueAll<N extends JobName>(name: N, payloads: JobPayload<N>[], startAfterSeconds: number): Promise<void> {
    const waiting = payloads.map((payload) => ({
      data: jobs[name].payload.parse(payload) as object,
      startAfter: startAfterSeconds,
    }));
    await this.database.later(this.boss.insert(name, waiting, { db: this.transactional }));
  }

  /** Lets this node, where it works, look for jobs of a kind at once. */
  wake(name: JobName): void {
    this.lanes.get(name)?.look();
  }

  /** Puts a job of the time table in the queue, unless a node did for this minute. */
  async enqueueTick(name: JobName): Promise<void> {
    await this.boss.send(name, {}, { singletonSeconds: 60 });
    await this.announce(name);
  }

  get ready(): boolean {
    return this.started;
  }

  async onApplicationBootstrap(): Promise<void> {
    const missing = (Object.keys(jobs) as JobName[]).filter((name) => !this.handlers.has(name));
    if (missing.length > 0) throw new Error(`These jobs have no handler: ${missing.join(', ')}`);
    await this.boss.start();
    this.signal.onEnqueued((name) => this.wake(name as JobName));
    const existing = new Map((await this.boss.getQueues()).map((queue) => [queue.name, queue]));
    for (const name of Object.keys(jobs) as JobName[]) await this.open(name, existing.get(name));
    this.started = true;
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.started = false;
    await Promise.allSettled([...this.lanes.values()].map((lanes) => lanes.stop(PATIENCE_MILLISECONDS)));
    await this.boss.stop().catch(() => undefined);
  }

  /** This node is woken, or where it does not work, each other one. */
  private async announce(name: JobName): Promise<void> {
    if (this.works) this.wake(name);
    else await this.database.pool.query('select pg_notify($1, $2)', [JobSignal.CHANNEL, name]).catch(() => undefined);
  }

  private async open(name: JobName, existing: Queue | undefined): Promise<void> {
    const declared = jobs[name];
    const options = {
      retryLimit: declared.retries,
      retryDelay: declared.retryDelaySeconds,
      retryBackoff: declared.retries > 0,
      heartbeatSeconds: declared.heartbeatSeconds,
      // It would wake every worker of the queue for each job: they are woken one by one.
      notify: false,
    };
    if (!existing) await this.boss.createQueue(name, options);
    else if (Object.entries(options).some(([key, value]) => existing[key as keyof typeof options] !== value))
      await this.boss.updateQueue(name, options);
    if (!this.works) return;
    const handler = this.handlers.get(name)!;
    const lanes = new JobLanes(this.queueOf(name), {
      count: declared.concurrency,
      heartbeatSeconds: declared.heartbeatSeconds,
      work: async ({ data, retryCount, retryLimit }, signal) =>
        handler({ payload: declared.payload.parse(data), retryCount, retryLimit, signal }),
      fault: (error) => this.fault(error),
    });
    this.lanes.set(name, lanes);
  }

  private queueOf(name: JobName): LaneQueue {
    return {
      // Taken or done, it is so again if the machine forgets: a handler begins by making durable that it begins.
      exchange: (done, most) =>
        this.database.transaction(
          async () => {
            const db = this.transactional;
            if (done.length > 0) await this.database.later(this.boss.complete(name, done, null, { db }));
            return most > 0 ? this.boss.fetch(name, { batchSize: most, includeMetadata: true, db }) : [];
          },
          { replayable: true },
        ),
      fail: (id, error) => this.boss.fail(name, id, error as object),
      touch: (ids) => this.boss.touch(name, ids),
    };
  }

  private fault(error: unknown): void {
    this.logger.warn({ err: error }, 'The job queue had a fault');
  }
}
