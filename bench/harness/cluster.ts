import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { applyMigrations, startPostgres } from '@switchboard/local-stack';
import pg from 'pg';
import { say } from './report.ts';

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(process.env['DATA_DIR'] || join(ROOT, '.data'), '.cache/bench');
const MIGRATIONS = join(ROOT, 'supabase/migrations');

export interface Template {
  /** Names what it holds, e.g. `inbox_1000000`. */
  name: string;
  /** The file whose change makes the kept database stale, besides the migrations. */
  seededBy: string;
  seed: (client: pg.Client) => Promise<void>;
}

export interface BenchDatabase {
  url: string;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** The benches' own PostgreSQL, as durable as the product's, with the databases it was seeded with before. */
export class Cluster {
  readonly #url: string;
  readonly logFile: string;
  readonly stop: () => Promise<void>;
  #copies = 0;

  private constructor(url: string, logFile: string, stop: () => Promise<void>) {
    this.#url = url;
    this.logFile = logFile;
    this.stop = stop;
  }

  static async start(): Promise<Cluster> {
    const logFile = join(CACHE, 'postgres.log');
    const postgres = await startPostgres({ dataDir: join(CACHE, 'postgres'), logFile });
    const cluster = new Cluster(postgres.url, logFile, () => postgres.stop());
    await cluster.#sweep();
    return cluster;
  }

  /** A fresh copy of a seeded database; seeding happens once and is kept until its source changes. */
  async database(template: Template): Promise<BenchDatabase> {
    const source = await this.#template(template);
    this.#copies += 1;
    const name = `run_${process.pid}_${this.#copies}`;
    await this.#query(`create database ${name} template ${source} strategy file_copy`);
    return {
      url: this.urlOf(name),
      query: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) =>
        this.#with(name, async (client) => (await client.query<Row>(text, values)).rows),
      drop: () => this.#query(`drop database if exists ${name} with (force)`),
    };
  }

  urlOf(database: string): string {
    const url = new URL(this.#url);
    url.pathname = `/${database}`;
    return url.href;
  }

  async #template({ name, seededBy, seed }: Template): Promise<string> {
    const database = `${name}_${await fingerprint(seededBy)}`;
    const known = await this.#names(`${name}_%`);
    if (known.includes(database)) return database;
    const started = performance.now();
    say(`Seeding ${name} (kept for the next run) …`);
    for (const stale of known) await this.#query(`drop database ${stale}`);
    const unfinished = `unfinished_${database}`;
    await this.#query(`drop database if exists ${unfinished}`);
    await this.#query(`create database ${unfinished}`);
    await applyMigrations({ url: this.urlOf(unfinished), dir: MIGRATIONS });
    await this.#with(unfinished, seed);
    await this.#query(`alter database ${unfinished} rename to ${database}`);
    say(`Seeded in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    return database;
  }

  /** Copies of runs that were killed. */
  async #sweep(): Promise<void> {
    for (const name of await this.#names('run\\_%')) await this.#query(`drop database ${name} with (force)`);
  }

  async #names(like: string): Promise<string[]> {
    return this.#with('postgres', async (client) => {
      const { rows } = await client.query<{ datname: string }>(
        'select datname from pg_database where datname like $1',
        [like],
      );
      return rows.map(({ datname }) => datname);
    });
  }

  async #query(sql: string): Promise<void> {
    await this.#with('postgres', (client) => client.query(sql));
  }

  async #with<T>(database: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: this.urlOf(database) });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
}

async function fingerprint(file: string): Promise<string> {
  const migrations = (await Array.fromAsync(glob(join(MIGRATIONS, '*.sql')))).sort();
  const hash = createHash('sha256');
  for (const path of [...migrations, file]) hash.update(await readFile(path));
  return hash.digest('hex').slice(0, 12);
}
