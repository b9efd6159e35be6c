import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startChild, waitForPort } from '@switchboard/local-stack';
import type pg from 'pg';
import { startApi } from './harness/api.ts';
import { Cluster, type BenchDatabase } from './harness/cluster.ts';
import { inTurn, percentile } from './harness/measure.ts';
import { accessToken } from './harness/people.ts';
import { AGENT, connectInterakt, seedPortal, SLUG } from './harness/portal.ts';
import { bench, check, report, rounded, say } from './harness/report.ts';
import { runApart } from './harness/worker.ts';
import type { Heard, Load } from './push/load.ts';

// `pnpm bench push`: from a customer's webhook to an agent's screen, against a POST, an insert and an emit.

const LEDGER = 50_000;
const TARGET = 3;
const MESSAGES = 200;
const CUSTOMERS = 50;
const PAUSE_MILLISECONDS = 20;

await bench('push', async () => {
  const cluster = await Cluster.start();
  const template = {
    name: `portal_${LEDGER}`,
    seededBy: join(import.meta.dirname, 'harness/portal.ts'),
    seed: (client: pg.Client) => seedPortal(client, LEDGER),
  };
  const portal = await cluster.database(template);
  const bare = await cluster.database(template);
  const api = await startApi(portal.url);
  try {
    await openChats(portal, await connectInterakt(api));
    const server = await startBare(bare);
    const tails = { a: [] as number[], b: [] as number[] };
    const p50 = (side: 'a' | 'b', url: string) => async () => {
      const { times } = await listen(url);
      tails[side].push(percentile(times, 95));
      return percentile(times, 50);
    };
    const { a, b, rounds } = await inTurn(p50('a', api.url), p50('b', server.url));
    await server.stop();
    await verify(portal, rounds.length);
    const p95 = { a: percentile(tails.a, 50), b: percentile(tails.b, 50) };
    say(`POST to event, p50 ms: ${rounds.map((round) => round.map(rounded).join(' / ')).join(', ')}`);
    report({ name: 'push', ratio: a / b, target: TARGET, a, b, unit: 'ms p50', ok: a / b <= TARGET, p95 });
  } finally {
    await api.stop();
    await portal.drop();
    await bare.drop();
    await cluster.stop();
  }
});

/** The agent's own chats: whatever triage makes of the messages, they stay in sight. */
async function openChats(portal: BenchDatabase, accountId: string): Promise<void> {
  await portal.query(
    `insert into conversations (channel, account_id, customer_id, customer_name, assignee_id)
     select 'whatsapp', $1, c.id, c.name, a.id from agents a, customers c
     where a.email = $2 and c.id < ('00000000-0000-7000-8000-' || lpad($3::text, 12, '0'))::uuid`,
    [accountId, AGENT.email, String(CUSTOMERS)],
  );
}

async function startBare({ url: databaseUrl }: BenchDatabase): Promise<{ url: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const child = await startChild({
    command: process.execPath,
    args: [join(import.meta.dirname, 'push/bare-server.ts')],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', DATABASE_URL: databaseUrl, PORT: String(port) },
    logFile: join(tmpdir(), `switchboard-bench-bare-${process.pid}.log`),
  });
  await waitForPort(port);
  return { url: `http://127.0.0.1:${port}`, stop: () => child.stop() };
}

async function listen(url: string): Promise<Heard> {
  const load: Load = {
    url,
    token: accessToken(AGENT),
    messages: MESSAGES,
    customers: CUSTOMERS,
    pauseMilliseconds: PAUSE_MILLISECONDS,
  };
  const heard = await runApart<Heard>(join(import.meta.dirname, 'push/load.ts'), load);
  check(
    heard.times.length === MESSAGES && heard.wrong.length === 0,
    `Told of what was not sent: ${heard.wrong.join()}`,
  );
  const ascends = heard.positions.every((position, index, all) => index === 0 || position > all[index - 1]!);
  check(ascends, 'Positions do not ascend');
  return heard;
}

/** Each message became one message of its customer's one conversation. */
async function verify(portal: BenchDatabase, rounds: number): Promise<void> {
  const [stored] = await portal.query<{ messages: number; conversations: number; deliveries: number }>(
    `select (select count(*)::int from messages) as messages, (select count(*)::int from conversations) as conversations,
            (select count(*)::int from inbound_events where account = $1 and status = 'processed' and account_id is not null) as deliveries`,
    [SLUG],
  );
  const sent = rounds * (MESSAGES + CUSTOMERS);
  check(
    stored!.messages === sent && stored!.deliveries === sent,
    `${sent} were sent, ${JSON.stringify(stored)} is stored`,
  );
  check(stored!.conversations === CUSTOMERS, `${stored!.conversations} conversations of ${CUSTOMERS} customers`);
}
