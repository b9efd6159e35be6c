import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { applyMigrations } from '../migrations/apply.ts';
import { startPostgres, type RunningPostgres } from '../postgres/start.ts';

const WORKSPACE = fileURLToPath(new URL('../../../..', import.meta.url));
const CACHE = join(WORKSPACE, 'node_modules/.cache/local-stack');
const MIGRATIONS = join(WORKSPACE, 'supabase/migrations');

/** Names the server of a test run to its workers, which inherit the environment. */
export const TEST_SERVER = 'LOCAL_STACK_TEST_SERVER';
/** The database that every test database is a copy of. */
export const TEMPLATE = 'switchboard_template';

export interface TestCluster {
  /** Connection string of the superuser, to the database `postgres`. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts a throw-away PostgreSQL with a migrated template database.
 *
 * Every run has a folder of its own, so runs and checkouts never meet; folders of runs that were
 * killed are swept by the next.
 */
export async function startTestCluster(): Promise<TestCluster> {
  await mkdir(CACHE, { recursive: true });
  await sweep();
  const dataDir = join(CACHE, `run-${process.pid}`);
  const postgres = await startPostgres({ dataDir, durable: false });
  const stop = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await makeTemplate(postgres);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: postgres.url, stop };
}

async function makeTemplate({ url }: RunningPostgres): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${TEMPLATE}`);
  await client.end();
  await applyMigrations({ url: databaseUrl(url, TEMPLATE), dir: MIGRATIONS });
}

/** The connection string of another database of the same server. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function sweep(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const pid = Number(/^run-(\d+)$/.exec(name)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(CACHE, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
