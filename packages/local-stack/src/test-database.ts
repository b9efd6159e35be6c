import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { databaseUrl, TEMPLATE, TEST_SERVER } from './jest/cluster.ts';

export interface TestDatabase {
  /** Connection string of its owner; safe to give to `@supabase/lite`, Kysely, pg-boss, anything. */
  url: string;
  /** Ends every session on it and removes it. */
  drop(): Promise<void>;
}

/**
 * An empty, fully migrated database for one spec, copied from the run's template in a few
 * milliseconds.
 *
 * @throws when the jest project was not given `withPostgres` from `@switchboard/local-stack/jest`
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = process.env[TEST_SERVER];
  if (!server) throw new Error('This jest project has no PostgreSQL: spread `withPostgres` into its configuration');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await query(server, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  return {
    url: databaseUrl(server, name),
    drop: () => query(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
