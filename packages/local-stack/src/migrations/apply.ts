import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { splitStatements } from './split-statements.ts';

/** Any number that nothing else locks on; it keeps two starting nodes from migrating at once. */
const MIGRATION_LOCK = 7_146_002_119;

/** The table of the Supabase CLI, with every column that its versions have given it. */
const HISTORY = `
  CREATE SCHEMA IF NOT EXISTS supabase_migrations;
  CREATE TABLE IF NOT EXISTS supabase_migrations.schema_migrations (
    version text NOT NULL PRIMARY KEY,
    statements text[],
    name text,
    created_by text,
    idempotency_key text,
    rollback text[]
  );
  CREATE UNIQUE INDEX IF NOT EXISTS schema_migrations_idempotency_key_idx
    ON supabase_migrations.schema_migrations (idempotency_key);
`;

/** The roles that a Supabase project is born with; migrations revoke rights from them by name. */
const ROLES = `
  DO $$
  BEGIN
    IF to_regrole('anon') IS NULL THEN CREATE ROLE anon NOLOGIN; END IF;
    IF to_regrole('authenticated') IS NULL THEN CREATE ROLE authenticated NOLOGIN; END IF;
    IF to_regrole('service_role') IS NULL THEN CREATE ROLE service_role NOLOGIN BYPASSRLS; END IF;
  END
  $$;
`;

interface Migration {
  version: string;
  name: string | null;
  file: string;
}

/**
 * Applies the migrations of a Supabase project that the database has not seen, each in a
 * transaction of its own, and records them where the Supabase CLI looks.
 *
 * @param options.url a direct connection (not a transaction pooler): the run holds a session lock
 * @param options.dir the folder of `<14 digits>_<name>.sql` files
 * @returns the versions that were applied now, in order
 */
export async function applyMigrations({ url, dir }: { url: string; dir: string }): Promise<string[]> {
  const migrations = await findMigrations(dir);
  const client = new Client({ connectionString: url, application_name: 'switchboard-migrations' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await readHistory(client);
    const pending = migrations.filter(({ version }) => !applied.has(version));
    if (pending.length > 0) await client.query(HISTORY + ROLES);
    for (const migration of pending) await applyOne(client, dir, migration);
    return pending.map(({ version }) => version);
  } finally {
    await client.end();
  }
}

async function findMigrations(dir: string): Promise<Migration[]> {
  const files = (await readdir(dir)).sort();
  return files.flatMap((file) => {
    const match = /^(\d{14})(?:_([^.]+))?\.sql$/.exec(file);
    return match?.[1] ? [{ version: match[1], name: match[2] ?? null, file }] : [];
  });
}

async function readHistory(client: Client): Promise<Set<string>> {
  const known = await client.query<{ known: boolean }>(
    "SELECT to_regclass('supabase_migrations.schema_migrations') IS NOT NULL AS known",
  );
  if (!known.rows[0]?.known) return new Set();
  const rows = await client.query<{ version: string }>('SELECT version FROM supabase_migrations.schema_migrations');
  return new Set(rows.rows.map(({ version }) => version));
}

async function applyOne(client: Client, dir: string, { version, name, file }: Migration): Promise<void> {
  const sql = await readFile(join(dir, file), 'utf8');
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      'INSERT INTO supabase_migrations.schema_migrations (version, name, statements) VALUES ($1, $2, $3)',
      [version, name, splitStatements(sql)],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${file} failed: ${describe(error, sql)}`, { cause: error });
  }
}

function describe(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return String(error);
  const position = 'position' in error ? Number(error.position) : Number.NaN;
  const line = position > 0 ? ` (line ${sql.slice(0, position).split('\n').length})` : '';
  return `${error.message}${line}`;
}
