import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { isPortFree } from '../ports.ts';
import { startPostgres } from './start.ts';

let dataDir: string;

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'local-stack-'));
});

afterEach(() => rm(dataDir, { recursive: true, force: true }));

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function serverPid(): Promise<number> {
  return Number.parseInt(await readFile(join(dataDir, 'cluster/postmaster.pid'), 'utf8'), 10);
}

describe('startPostgres', () => {
  it('keeps data, password and durability over a restart', async () => {
    const first = await startPostgres({ dataDir });
    await query(first.url, "CREATE TABLE kept AS SELECT 'still here' AS value");
    await first.stop();

    const second = await startPostgres({ dataDir });
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 'still here' }]);
    expect(await query(second.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(new URL(second.url).password).toBe(new URL(first.url).password);
    expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600);
    await second.stop();
  });

  it('listens on loopback only, and lets nobody in without the password', async () => {
    const postgres = await startPostgres({ dataDir, durable: false });
    expect(await query(postgres.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
    const guess = new URL(postgres.url);
    guess.password = 'postgres';
    await expect(query(guess.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    await postgres.stop();
  });

  it('goes to another port when the preferred one is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const { port } = squatter.address() as AddressInfo;
    const postgres = await startPostgres({ dataDir, preferredPort: port, durable: false });
    expect(postgres.port).not.toBe(port);
    expect(await query(postgres.url, 'SHOW port')).toEqual([{ port: String(postgres.port) }]);
    await postgres.stop();
    squatter.close();
  });

  it('has the extensions that migrations ask for', async () => {
    const postgres = await startPostgres({ dataDir, durable: false });
    for (const extension of ['pg_trgm', 'pgcrypto', 'citext', 'unaccent', 'btree_gin']) {
      await query(postgres.url, `CREATE EXTENSION ${extension}`);
    }
    expect(await query(postgres.url, "SELECT similarity('order', 'orders') > 0.5 AS close")).toEqual([{ close: true }]);
    await postgres.stop();
  });

  it('refuses a data directory that is in use', async () => {
    const postgres = await startPostgres({ dataDir, durable: false });
    await expect(startPostgres({ dataDir })).rejects.toThrow('in use by another running process');
    await postgres.stop();
  });

  it('stops when the process that started it is killed, and its data can be used again', async () => {
    const module = fileURLToPath(new URL('./start.ts', import.meta.url));
    const script = `
      const { startPostgres } = await import(${JSON.stringify(module)});
      const { url } = await startPostgres({ dataDir: ${JSON.stringify(dataDir)} });
      console.log(url);
      setInterval(() => undefined, 1000);
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const [url] = (await once(owner.stdout.setEncoding('utf8'), 'data')) as [string];
    await query(url.trim(), 'CREATE TABLE kept ()');
    const port = Number(new URL(url).port);
    owner.kill('SIGKILL');
    while (!(await isPortFree(port))) await delay(20);

    const again = await startPostgres({ dataDir });
    expect(await query(again.url, 'SELECT * FROM kept')).toEqual([]);
    await again.stop();
  });

  it('recovers when the server itself was killed', async () => {
    const first = await startPostgres({ dataDir });
    await query(first.url, 'CREATE TABLE kept ()');
    process.kill(await serverPid(), 'SIGKILL');
    await first.exited;

    const second = await startPostgres({ dataDir });
    expect(await query(second.url, 'SELECT * FROM kept')).toEqual([]);
    await second.stop();
  });

  it('ignores a pid file whose number belongs to another program now', async () => {
    const first = await startPostgres({ dataDir, durable: false });
    const pidFile = join(dataDir, 'cluster/postmaster.pid');
    const content = await readFile(pidFile, 'utf8');
    process.kill(await serverPid(), 'SIGKILL');
    await first.exited;
    const bystander = spawn('sleep', ['60']);
    await writeFile(pidFile, content.replace(/^\d+/, String(bystander.pid)));

    const second = await startPostgres({ dataDir, durable: false });
    expect(bystander.exitCode).toBeNull();
    await second.stop();
    bystander.kill();
  });
});
