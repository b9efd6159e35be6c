import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import type pg from 'pg';

/**
 * Kysely on `pg` where the connection comes from around the caller: inside a transaction that one's, and its
 * statements go out as they are made, without waiting for each other's answers; elsewhere any of the pool.
 */
export function ambientDialect(pool: pg.Pool, current: () => pg.PoolClient | undefined): Dialect {
  return {
    createDriver: () => new AmbientDriver(pool, current),
    createQueryCompiler: () => new PostgresQueryCompiler(),
    createAdapter: () => new PostgresAdapter(),
    createIntrospector: (db) => new PostgresIntrospector(db),
  };
}

class AmbientDriver implements Driver {
  constructor(
    private readonly pool: pg.Pool,
    private readonly current: () => pg.PoolClient | undefined,
  ) {}

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    const client = this.current();
    return client ? new Connection(client, false) : new Connection(await this.pool.connect(), true);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as Connection).release();
  }

  async beginTransaction(): Promise<void> {
    throw notHere();
  }

  async commitTransaction(): Promise<void> {
    throw notHere();
  }

  async rollbackTransaction(): Promise<void> {
    throw notHere();
  }

  async destroy(): Promise<void> {
    await this.pool.end();
  }
}

const notHere = () => new Error('Transactions are those of Database.transaction.');

const WRITES = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);

class Connection implements DatabaseConnection {
  constructor(
    private readonly client: pg.PoolClient,
    private readonly isOurs: boolean,
  ) {}

  async executeQuery<R>({ sql, parameters }: CompiledQuery): Promise<QueryResult<R>> {
    const { command, rowCount, rows } = await this.client.query<R & pg.QueryResultRow>(sql, parameters as unknown[]);
    return { rows, ...(WRITES.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
  }

  release(): void {
    if (this.isOurs) this.client.release();
  }

  streamQuery(): never {
    throw new Error('Nothing streams from the database.');
  }
}
