import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { applyMigrations, startPostgres } from '@switchboard/local-stack';

const run = promisify(execFile);

/** The types of every table, as Kysely wants them, from the migrations of the workspace at `root`. */
export async function databaseTypes(root: string): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'database-types-'));
  try {
    const postgres = await startPostgres({ dataDir: join(dir, 'data'), durable: false });
    try {
      await applyMigrations({ url: postgres.url, dir: join(root, 'supabase/migrations') });
      return await introspect(root, postgres.url, join(dir, 'db.ts'));
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function introspect(root: string, url: string, outFile: string): Promise<string> {
  const args = ['--dialect', 'postgres', '--url', url, '--camel-case', '--out-file', outFile];
  const tables = ['--default-schema', 'public', '--include-pattern', 'public.*'];
  await run(join(root, 'apps/api/node_modules/.bin/kysely-codegen'), [...args, ...tables], { cwd: root });
  return readFile(outFile, 'utf8');
}
