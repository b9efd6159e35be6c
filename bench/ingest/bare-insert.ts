import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { bodyOf, headersOf, phoneOf, SLUG } from '../harness/portal.ts';
import { answerWith } from '../harness/worker.ts';

const run = promisify(execFile);

export interface Bare {
  databaseUrl: string;
  connections: number;
  seconds: number;
  /** As the API fills it. */
  accountId: string;
}

export interface Inserted {
  perSecond: number;
  by: 'pgbench' | 'node';
}

const COLUMNS =
  'provider, account, account_id, external_id, kind, headers, content_type, body, body_size, status, reason, processed_at';
const body = Buffer.from(bodyOf(randomUUID(), phoneOf(0)));
const headers = JSON.stringify(headersOf(`sha256=${'0'.repeat(64)}`));

answerWith(async (bare: Bare): Promise<Inserted> => {
  const hasPgbench = await run('pgbench', ['--version']).then(
    () => true,
    () => false,
  );
  return hasPgbench ? byPgbench(bare) : byNode(bare);
});

async function byPgbench({ databaseUrl, connections, seconds, accountId }: Bare): Promise<Inserted> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-'));
  const script = join(folder, 'insert.sql');
  await writeFile(
    script,
    `\\set id random(1, 9000000000000000000)
insert into inbound_events (${COLUMNS}) values ('interakt', :slug, :account::uuid, 'msg:' || :id::bigint, 'message_received', :headers::jsonb, 'application/json', decode(:body, 'hex'), ${body.length}, 'received', null, null);
`,
  );
  const variables = { slug: SLUG, account: accountId, headers, body: body.toString('hex') };
  const { stdout } = await run('pgbench', [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(connections),
    '-j',
    '2',
    '-T',
    String(seconds),
    '-f',
    script,
    ...Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
    databaseUrl,
  ]);
  await rm(folder, { recursive: true });
  const perSecond = Number(/tps = ([\d.]+) \(without initial/.exec(stdout)?.[1]);
  if (!(perSecond > 0)) throw new Error(`pgbench said:\n${stdout}`);
  return { perSecond, by: 'pgbench' };
}

/** The same by sixteen connections of `pg`, where the machine has no pgbench. */
async function byNode({ databaseUrl, connections, seconds, accountId }: Bare): Promise<Inserted> {
  const text = `insert into inbound_events (${COLUMNS}) values ('interakt', $1, $2, $3, 'message_received', $4, 'application/json', $5, $6, 'received', null, null)`;
  const clients = Array.from({ length: connections }, () => new pg.Client({ connectionString: databaseUrl }));
  await Promise.all(clients.map((client) => client.connect()));
  let inserted = 0;
  const started = performance.now();
  const until = started + seconds * 1000;
  await Promise.all(
    clients.map(async (client) => {
      while (performance.now() < until) {
        const values = [SLUG, accountId, `msg:${randomUUID()}`, headers, body, body.length];
        await client.query({ name: 'insert', text, values });
        inserted += 1;
      }
    }),
  );
  const perSecond = (inserted / (performance.now() - started)) * 1000;
  await Promise.all(clients.map((client) => client.end()));
  return { perSecond, by: 'node' };
}
