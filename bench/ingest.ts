import { join } from 'node:path';
import pg from 'pg';
import { startApi } from './harness/api.ts';
import { Cluster, type BenchDatabase } from './harness/cluster.ts';
import { inTurn, median } from './harness/measure.ts';
import { ACCOUNT, connectInterakt, seedPortal, SLUG } from './harness/portal.ts';
import { bench, check, report, rounded, say } from './harness/report.ts';
import { runApart } from './harness/worker.ts';
import type { Bare, Inserted } from './ingest/bare-insert.ts';
import type { Delivered, Load } from './ingest/load.ts';

// `pnpm bench ingest`: signed webhooks, stored once each before they are acknowledged, against single-row inserts.

const LEDGER = 500_000;
const TARGET = 0.35;
const P99_TARGET = 50;
const CONNECTIONS = 16;
const MESSAGES = 6000;
const WARM_UP = 1000;
const SECONDS_OF_INSERTS = 5;

await bench('ingest', async () => {
  const cluster = await Cluster.start();
  try {
    const small = await compare(cluster, LEDGER / 10);
    const large = await compare(cluster, LEDGER);
    const ratio = large.a / large.b;
    report({
      name: 'ingest',
      ratio,
      target: TARGET,
      a: large.a,
      b: large.b,
      unit: 'messages/s',
      ok: ratio >= TARGET && large.p99 < P99_TARGET,
      p99: { ms: large.p99, target: P99_TARGET },
      bareInsertBy: large.by,
      ledgerRows: LEDGER,
      tenthOfRows: { ratio: small.a / small.b, a: small.a, b: small.b, p99: { ms: small.p99 } },
    });
  } finally {
    await cluster.stop();
  }
});

async function compare(cluster: Cluster, deliveries: number) {
  const template = {
    name: `portal_${deliveries}`,
    seededBy: join(import.meta.dirname, 'harness/portal.ts'),
    seed: (client: pg.Client) => seedPortal(client, deliveries),
  };
  say(`${deliveries.toLocaleString('en')} deliveries in the ledger`);
  const onCopy = async <T>(work: (database: BenchDatabase) => Promise<T>) => {
    const database = await cluster.database(template);
    try {
      return await work(database);
    } finally {
      await database.drop();
    }
  };
  const delivered: Delivered[] = [];
  let by: Inserted['by'] = 'node';
  const webhooks = () =>
    onCopy(async (database) => {
      const round = await deliver(database);
      delivered.push(round);
      return round.storedPerSecond;
    });
  const inserts = () =>
    onCopy(async ({ url }) => {
      const bare: Bare = {
        databaseUrl: url,
        connections: CONNECTIONS,
        seconds: SECONDS_OF_INSERTS,
        accountId: ACCOUNT,
      };
      const inserted = await runApart<Inserted>(join(import.meta.dirname, 'ingest/bare-insert.ts'), bare);
      by = inserted.by;
      return inserted.perSecond;
    });
  const { a, b, rounds } = await inTurn(webhooks, inserts);
  const p99 = median(delivered.map((round) => round.p99));
  say(
    `stored/s over HTTP / by ${by}: ${rounds.map((round) => round.map(rounded).join(' / ')).join(', ')}; p99 ${rounded(p99)} ms`,
  );
  return { a, b, p99, by };
}

/** One round against a fresh API on a fresh database, and whether every message is in the ledger, once. */
async function deliver(database: BenchDatabase): Promise<Delivered> {
  const api = await startApi(database.url);
  try {
    await connectInterakt(api);
    const load: Load = { url: api.url, connections: CONNECTIONS, messages: MESSAGES, warmUp: WARM_UP };
    const round = await runApart<Delivered>(join(import.meta.dirname, 'ingest/load.ts'), load);
    await verify(database, round);
    return round;
  } finally {
    await api.stop();
  }
}

async function verify(database: BenchDatabase, { acknowledged, answers, duplicates }: Delivered): Promise<void> {
  check(acknowledged.length === MESSAGES + WARM_UP, `${acknowledged.length} messages were acknowledged`);
  check(duplicates === answers - acknowledged.length, `${duplicates} of ${answers} answers said duplicate`);
  const rows = await database.query<{ externalId: string; done: boolean }>(
    `select external_id as "externalId", status = 'processed' as done from inbound_events where account = $1 and external_id = any($2)`,
    [SLUG, acknowledged],
  );
  const ids = new Set(rows.map((row) => row.externalId));
  check(
    ids.size === acknowledged.length,
    `${acknowledged.length - ids.size} acknowledged messages are not in the ledger`,
  );
  check(rows.length === ids.size, `${rows.length - ids.size} messages are in the ledger twice`);
  const done = rows.filter((row) => row.done).length;
  say(`every message once; ${done} of ${rows.length} were in the inbox when the last was acknowledged`);
}
