import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';
import { applyMigrations } from './apply.ts';

const MIGRATIONS = fileURLToPath(new URL('../../../../supabase/migrations', import.meta.url));

let database: TestDatabase;
let dir: string;

beforeEach(async () => {
  database = await createTestDatabase();
  dir = await mkdtemp(join(tmpdir(), 'migrations-'));
});

afterEach(async () => {
  await database.drop();
  await rm(dir, { recursive: true, force: true });
});

async function query(sql: string): Promise<object[]> {
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('applyMigrations', () => {
  it('applies what is new, in order, and nothing twice', async () => {
    await writeFile(join(dir, '29990101000000_first.sql'), 'create table a ();');
    await writeFile(
      join(dir, '29990102000000_second.sql'),
      'alter table a add column b text; -- b;\ninsert into a values (1);',
    );
    await writeFile(join(dir, 'notes.sql'), 'drop table a;');
    const versions = ['29990101000000', '29990102000000'];

    expect(await applyMigrations({ url: database.url, dir })).toEqual(versions);
    expect(await applyMigrations({ url: database.url, dir })).toEqual([]);
    expect(await query('SELECT * FROM a')).toEqual([{ b: '1' }]);
    expect(
      await query(
        `SELECT version, name, statements FROM supabase_migrations.schema_migrations WHERE version > '2999' ORDER BY 1`,
      ),
    ).toEqual([
      { version: versions[0], name: 'first', statements: ['create table a ()'] },
      {
        version: versions[1],
        name: 'second',
        statements: ['alter table a add column b text', '-- b;\ninsert into a values (1)'],
      },
    ]);
  });

  it('leaves nothing of a failed migration, and says where it failed', async () => {
    await writeFile(join(dir, '29990101000000_broken.sql'), 'create table half ();\n\nselect nonsense;');
    await expect(applyMigrations({ url: database.url, dir })).rejects.toThrow(
      'Migration 29990101000000_broken.sql failed: column "nonsense" does not exist (line 3)',
    );
    expect(await query("SELECT to_regclass('half') AS half")).toEqual([{ half: null }]);
  });

  it('serves two nodes that start at once', async () => {
    await writeFile(join(dir, '29990101000000_once.sql'), 'create table once ();');
    const runs = await Promise.all([1, 2, 3].map(() => applyMigrations({ url: database.url, dir })));
    expect(runs.flat()).toEqual(['29990101000000']);
  });

  it('records the same history as `lite migration up`', async () => {
    const history = 'SELECT * FROM supabase_migrations.schema_migrations ORDER BY version';
    const ours = await query(history);
    await query('DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA supabase_migrations CASCADE');
    await mkdir(join(dir, 'supabase'));
    await cp(MIGRATIONS, join(dir, 'supabase/migrations'), { recursive: true });
    await writeFile(join(dir, 'supabase/config.toml'), `[db]\ndriver = "postgres"\nurl = "${database.url}"\n`);
    const lite = join(import.meta.dirname, '../../node_modules/.bin', 'lite');
    await promisify(execFile)(lite, ['migration', 'up'], {
      cwd: dir,
      env: { ...process.env, DO_NOT_TRACK: '1' },
    });
    expect(await query(history)).toEqual(ours);
  });
});
