import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMigrations, startPostgres, type RunningPostgres } from '@switchboard/local-stack';
import pg from 'pg';
import { check } from '../../harness/report.ts';

const MIGRATIONS = join(import.meta.dirname, '../../../supabase/migrations');

/** A PostgreSQL of the script's own, as durable as the product's, which may be hurt. */
export class Postgres implements AsyncDisposable {
  readonly #folder: string;
  #server: RunningPostgres;
  #client: pg.Client | null = null;

  private constructor(folder: string, server: RunningPostgres) {
    this.#folder = folder;
    this.#server = server;
  }

  /** With one migrated database. */
  static async start(): Promise<Postgres> {
    const folder = await mkdtemp(join(tmpdir(), 'switchboard-faults-'));
    const postgres = new Postgres(folder, await startPostgres({ dataDir: folder }));
    await applyMigrations({ url: postgres.url, dir: MIGRATIONS });
    return postgres;
  }

  get url(): string {
    return this.#server.url;
  }

  /** Runs a statement by a connection of the script's own. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.client();
    return (await client.query<Row>(text, values)).rows;
  }

  async client(): Promise<pg.Client> {
    if (this.#client) return this.#client;
    const client = new pg.Client({ connectionString: this.url });
    client.on('error', () => this.#forget(client));
    client.on('end', () => this.#forget(client));
    await client.connect();
    this.#client = client;
    return client;
  }

  /** Ends every connection but the script's own. @returns how many there were */
  async terminateConnections(): Promise<number> {
    const [row] = await this.query<{ ended: number }>(
      `select count(pg_terminate_backend(pid))::int as ended from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    return row!.ended;
  }

  /** As after a crash of the machine: nothing is written out. */
  async stopImmediately(): Promise<void> {
    await this.#server.stopImmediately();
  }

  /** Starts it again where it was. */
  async startAgain(): Promise<void> {
    const { port } = this.#server;
    this.#server = await startPostgres({ dataDir: this.#folder, preferredPort: port });
    check(this.#server.port === port, `Port ${port} was taken while PostgreSQL was away`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  #forget(client: pg.Client): void {
    if (this.#client === client) this.#client = null;
  }
}
