import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CamelCasePlugin, Kysely } from 'kysely';
import pg from 'pg';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { ambientDialect } from './ambient-driver.ts';
import type { DB } from './db.generated.ts';
import { gatheringSocket } from './gathering-socket.ts';
import { PreparedStatements } from './prepared-statements.ts';

const IN_FAILED_TRANSACTION = '25P02';

interface Work {
  client: pg.PoolClient;
  /** Writes whose outcome nobody waits for before the end. */
  underWay: Promise<unknown>[];
  afterCommit: (() => void | Promise<void>)[];
}

interface TransactionOptions {
  /**
   * What it does is done again by itself if the machine loses power: its commit does not wait for the disk. Whatever
   * commits durably later makes it durable, too.
   */
  replayable?: boolean;
  /**
   * Its statements are about many rows of tables that may have grown faster than PostgreSQL counts them: nothing is known
   * of the new rows for a minute, and each batch would read all those before it. So no table is read as a whole.
   */
  ofMany?: boolean;
}

/**
 * The one door to PostgreSQL. Inside {@link transaction} every query of every repository runs in that
 * transaction; what must wait for the commit is handed to {@link afterCommit}.
 */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly work = new AsyncLocalStorage<Work>();
  readonly pool: pg.Pool;
  private readonly kysely: Kysely<DB>;
  private readonly statements: PreparedStatements | null = null;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.pool = new pg.Pool({
      connectionString: environment.DATABASE_URL,
      max: environment.DATABASE_POOL_SIZE,
      application_name: 'switchboard',
      connectionTimeoutMillis: 10_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
      pipeline: true,
      stream: gatheringSocket,
    });
    // A lost connection is replaced by the pool, and whoever used it hears of it by their statement. Without listeners
    // it would end the process: the pool's is for idle ones, the connection's for the moment between two statements.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    // A direct URL beside this one says that a transaction pooler stands in between: it knows no prepared statements.
    if (!environment.DATABASE_DIRECT_URL || environment.DATABASE_DIRECT_URL === environment.DATABASE_URL) {
      const statements = new PreparedStatements();
      this.pool.on('connect', (client) => statements.apply(client));
      this.statements = statements;
    }
    this.kysely = new Kysely<DB>({
      dialect: ambientDialect(this.pool, () => this.work.getStore()?.client),
      plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    });
  }

  /** The tables a repository owns, inside the running transaction where there is one. */
  tables<T extends keyof DB>(): Kysely<Pick<DB, T>> {
    return this.kysely as unknown as Kysely<Pick<DB, T>>;
  }

  /**
   * Runs a statement of a hot path by itself, outside of any transaction. PostgreSQL keeps its plan, so one plan must
   * be right for all values.
   */
  async prepared<Row extends object>(text: string, values: unknown[], types?: pg.CustomTypesConfig): Promise<Row[]> {
    const name = this.statements?.nameOf(text);
    const { rows } = await this.pool.query<Row>({
      text,
      values,
      ...(name ? { name } : {}),
      ...(types ? { types } : {}),
    });
    return rows;
  }

  /** Runs `body` in a transaction, or in the one already running. */
  async transaction<T>(body: () => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    if (this.work.getStore()) return body();
    const work: Work = { client: await this.pool.connect(), underWay: [], afterCommit: [] };
    const { client } = work;
    let result: T;
    try {
      issue(client, beginOf(options));
      result = await this.work.run(work, body);
      await Promise.all(work.underWay);
      const { command } = await client.query('commit');
      if (command === 'ROLLBACK') throw new Error('PostgreSQL rolled the transaction back: a statement of it failed.');
      client.release();
    } catch (error) {
      const cause = await rootCause(error, work.underWay);
      await client.query('rollback').then(
        () => client.release(),
        (lost: Error) => client.release(lost),
      );
      throw cause;
    }
    for (const effect of work.afterCommit) await effect();
    return result;
  }

  /**
   * Runs `body` behind a savepoint of the running transaction: when it throws, only its own changes are undone.
   * What it registered with {@link afterCommit} is dropped too.
   */
  async savepoint<T>(body: () => Promise<T>): Promise<T> {
    const work = this.work.getStore();
    if (!work) return this.transaction(body);
    await Promise.all(work.underWay.splice(0));
    const registered = work.afterCommit.length;
    issue(work.client, 'savepoint step');
    try {
      const result = await body();
      await Promise.all(work.underWay.splice(0));
      issue(work.client, 'release savepoint step');
      return result;
    } catch (error) {
      const cause = await rootCause(error, work.underWay.splice(0));
      work.afterCommit.length = registered;
      await work.client.query('rollback to savepoint step');
      throw cause;
    }
  }

  /**
   * A write whose outcome nobody needs before the transaction ends: it is under way when this resolves, and when it
   * fails, the transaction fails with it. Outside of a transaction it is waited for.
   */
  async later(write: Promise<unknown>): Promise<void> {
    const work = this.work.getStore();
    if (work) this.track(work, write);
    else await write;
  }

  /** Runs `effect` once the running transaction has committed, or at once outside of one. Never runs after a rollback. */
  afterCommit(effect: () => void | Promise<void>): void {
    const work = this.work.getStore();
    if (work) work.afterCommit.push(effect);
    else void effect();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.kysely.destroy();
  }

  private track(work: Work, statement: Promise<unknown>): void {
    // Its failure is not lost: the end of the transaction waits for it.
    statement.catch(() => undefined);
    work.underWay.push(statement);
  }
}

function beginOf({ replayable = false, ofMany = false }: TransactionOptions): string {
  const settings = [...(replayable ? ['synchronous_commit = off'] : []), ...(ofMany ? ['enable_seqscan = off'] : [])];
  return ['begin', ...settings.map((setting) => `set local ${setting}`)].join('; ');
}

/** Sends what is not waited for: it is answered before whatever follows it, and if it fails, that fails too. */
function issue(client: pg.PoolClient, statement: string): void {
  client.query(statement).catch(() => undefined);
}

/** After a statement failed, all that follow it fail too: the first failure is the one that says why. */
async function rootCause(thrown: unknown, underWay: Promise<unknown>[]): Promise<unknown> {
  const outcomes = await Promise.allSettled(underWay);
  if ((thrown as { code?: string } | null)?.code !== IN_FAILED_TRANSACTION) return thrown;
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  return failed?.reason ?? thrown;
}
