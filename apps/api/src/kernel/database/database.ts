import { AsyncLocalStorage } from 'node:async_hooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CamelCasePlugin, Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import pg from 'pg';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import type { DB } from './db.generated.ts';
import { PreparedStatements } from './prepared-statements.ts';

interface Work {
  transaction: Transaction<DB>;
  afterCommit: (() => void | Promise<void>)[];
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
      dialect: new PostgresDialect({ pool: this.pool }),
      plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    });
  }

  /** The tables a repository owns, inside the running transaction where there is one. */
  tables<T extends keyof DB>(): Kysely<Pick<DB, T>> {
    return (this.work.getStore()?.transaction ?? this.kysely) as unknown as Kysely<Pick<DB, T>>;
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
  async transaction<T>(body: () => Promise<T>): Promise<T> {
    if (this.work.getStore()) return body();
    const afterCommit: Work['afterCommit'] = [];
    const result = await this.kysely
      .transaction()
      .execute((transaction) => this.work.run({ transaction, afterCommit }, body));
    for (const effect of afterCommit) await effect();
    return result;
  }

  /**
   * Runs `body` behind a savepoint of the running transaction: when it throws, only its own changes are undone.
   * What it registered with {@link afterCommit} is dropped too.
   */
  async savepoint<T>(body: () => Promise<T>): Promise<T> {
    const work = this.work.getStore();
    if (!work) return this.transaction(body);
    const registered = work.afterCommit.length;
    await sql`savepoint step`.execute(work.transaction);
    try {
      const result = await body();
      await sql`release savepoint step`.execute(work.transaction);
      return result;
    } catch (error) {
      work.afterCommit.length = registered;
      await sql`rollback to savepoint step`.execute(work.transaction);
      throw error;
    }
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
}
