import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { jobs } from '@switchboard/contracts';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { startApi } from './harness/api.ts';
import { Cluster, type BenchDatabase } from './harness/cluster.ts';
import { inTurn, median } from './harness/measure.ts';
import { bench, check, report, rounded, say } from './harness/report.ts';
import { BARE_QUEUE, type BareJob, type BareWorkerCommands } from './sends/bare-queue.ts';
import { Helper } from './sends/process.ts';
import { MAILBOXES, queueMails, seedMailHistory } from './sends/seed.ts';
import type { SinkCommands } from './sends/sink-process.ts';

// `pnpm bench sends`: mails out of the queue into a mail server a second, and how soon one leaves that is queued
// alone, against a bare worker on the same queue with as many lanes, the same mails and the same server.

const HISTORY = 50_000;
const TARGET = 0.8;
const LATENCY_TARGET = 2;
const MAILS = 1500;
/** Not counted: connections are opened, plans are made. */
const WARM_UP = 300;
const SINGLE_MAILS = 40;
const LANES = jobs['email.send'].concurrency;
const QUEUE = 'email.send';

interface Round {
  perSecond: number;
  latency: number;
}

await bench('sends', async () => {
  const cluster = await Cluster.start();
  try {
    const small = await compare(cluster, HISTORY / 10);
    const large = await compare(cluster, HISTORY);
    const ratio = large.a / large.b;
    report({
      name: 'sends',
      ratio,
      target: TARGET,
      a: large.a,
      b: large.b,
      unit: 'mails/s',
      ok: ratio >= TARGET && large.latency.ratio <= LATENCY_TARGET,
      startLatency: { ...large.latency, target: LATENCY_TARGET },
      history: HISTORY,
      tenthOfHistory: { ratio: small.a / small.b, a: small.a, b: small.b, startLatency: small.latency },
    });
  } finally {
    await cluster.stop();
  }
});

async function compare(cluster: Cluster, history: number) {
  const template = {
    name: `sends_${history}`,
    seededBy: join(import.meta.dirname, 'sends/seed.ts'),
    seed: (client: pg.Client) => seedMailHistory(client, history),
  };
  say(`${history.toLocaleString('en')} mails answered before`);
  const onCopy = (side: (database: BenchDatabase, sink: Sink) => Promise<Round>, rounds: Round[]) => async () => {
    const database = await cluster.database(template);
    try {
      await using helper = new Helper<SinkCommands>('sink-process.ts');
      const { port } = await helper.ask('start', null);
      const round = await side(database, { port, take: (count) => helper.ask('take', { count }) });
      rounds.push(round);
      return round.perSecond;
    } finally {
      await database.drop();
    }
  };
  const portal: Round[] = [];
  const bare: Round[] = [];
  const { a, b, rounds } = await inTurn(onCopy(byPortal, portal), onCopy(byBareWorker, bare));
  const latency = { a: median(portal.map((round) => round.latency)), b: median(bare.map((round) => round.latency)) };
  say(
    `mails/s by the portal / by the bare worker: ${rounds.map((round) => round.map(rounded).join(' / ')).join(', ')}`,
  );
  say(`one alone leaves after ${rounded(latency.a)} / ${rounded(latency.b)} ms`);
  return { a, b, latency: { ...latency, unit: 'ms', ratio: latency.a / latency.b } };
}

interface Sink {
  port: number;
  take: (count: number) => Promise<SinkCommands['take']['answer']>;
}

async function byPortal(database: BenchDatabase, sink: Sink): Promise<Round> {
  const smtp = { host: '127.0.0.1', port: sink.port, secure: false, username: '' };
  await database.query(`update channel_accounts set config = $1`, [JSON.stringify({ smtp })]);
  const api = await startApi(database.url, { ALLOW_LOOPBACK_PROVIDERS: '1' });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const boss = new PgBoss({
    connectionString: database.url,
    schema: 'pgboss',
    supervise: false,
    schedule: false,
    migrate: false,
  });
  await boss.start();
  try {
    const mails = await queueMails(client, MAILS + SINGLE_MAILS);
    const byClient = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) };
    const enqueue = async (some: typeof mails, wake: number) => {
      await client.query('begin');
      const rows = some.map(({ messageId }) => ({ data: { messageId } }));
      await boss.insert(QUEUE, rows, { db: byClient });
      // As a node does that has no workers itself.
      await client.query(`select pg_notify('jobs_enqueued', $1) from generate_series(1, $2::int)`, [QUEUE, wake]);
      await client.query('commit');
    };
    const round = await measure(
      mails.map(({ internetMessageId }) => internetMessageId),
      sink,
      async (from, to) => enqueue(mails.slice(from, to), to - from === 1 ? 1 : LANES),
    );
    const wanted = mails.map(({ messageId }) => messageId);
    for (let tries = 0; ; tries += 1) {
      const [row] = await database.query<{ sent: number }>(
        `select count(*)::int as sent from messages where id = any($1::uuid[]) and delivery = 'sent' and attempts = 1`,
        [wanted],
      );
      if (row!.sent === wanted.length) break;
      check(tries < 50, `${row!.sent} of ${wanted.length} mails are marked as sent`);
      await delay(100);
    }
    return round;
  } finally {
    await boss.stop({ graceful: false });
    await client.end();
    await api.stop();
  }
}

async function byBareWorker(database: BenchDatabase, sink: Sink): Promise<Round> {
  await using worker = new Helper<BareWorkerCommands>('bare-worker.ts');
  await worker.ask('start', { databaseUrl: database.url, port: sink.port, mailboxes: MAILBOXES, lanes: LANES });
  const boss = new PgBoss({
    connectionString: database.url,
    schema: 'pgboss',
    supervise: false,
    schedule: false,
    migrate: false,
  });
  await boss.start();
  try {
    const mails = Array.from({ length: MAILS + SINGLE_MAILS }, (_, index): BareJob => ({
      mailbox: index % MAILBOXES,
      to: `c${index}@example.test`,
      messageId: `<${randomUUID()}@demo.test>`,
    }));
    return await measure(
      mails.map(({ messageId }) => messageId),
      sink,
      async (from, to) => {
        await boss.insert(
          BARE_QUEUE,
          mails.slice(from, to).map((data) => ({ data })),
        );
      },
    );
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Many at once, then one after the other. Each arrives once, and under its own Message-ID. */
async function measure(
  messageIds: string[],
  sink: Sink,
  enqueue: (from: number, to: number) => Promise<void>,
): Promise<Round> {
  await enqueue(0, MAILS);
  const many = await sink.take(MAILS);
  const times = many.at.toSorted((left, right) => left - right);
  const seconds = (times.at(-1)! - times[WARM_UP]!) / 1000;
  const arrived = [...many.messageIds];
  const latencies: number[] = [];
  for (let index = MAILS; index < MAILS + SINGLE_MAILS; index += 1) {
    // The lanes are idle again.
    await delay(20);
    const queued = performance.timeOrigin + performance.now();
    await enqueue(index, index + 1);
    const { messageIds: ids, at } = await sink.take(1);
    arrived.push(...ids);
    latencies.push(at[0]! - queued);
  }
  check(arrived.length === messageIds.length, `${arrived.length} of ${messageIds.length} mails arrived`);
  const known = new Set(messageIds);
  check(new Set(arrived).size === arrived.length, 'a mail arrived twice');
  check(
    arrived.every((id) => known.has(id)),
    'a mail arrived under another Message-ID',
  );
  return { perSecond: (MAILS - WARM_UP) / seconds, latency: median(latencies) };
}
