import { join } from 'node:path';
import pg from 'pg';
import { Cluster } from './harness/cluster.ts';
import { bench, report, say } from './harness/report.ts';
import { Desk } from './inbox/desk.ts';
import { Plans } from './inbox/plans.ts';
import { seedInbox } from './inbox/seed.ts';

// `pnpm bench inbox [--explain]`: a page of the inbox over HTTP, with a role filter, against the bare SQL of it.

const ROWS = 1_000_000;
const TARGET = 4;
const DEEP_TARGET = 1.5;

await bench('inbox', async () => {
  const cluster = await Cluster.start();
  try {
    const small = await measure(cluster, ROWS / 10, async (desk) => ({ list: await desk.compare() }));
    const large = await measure(cluster, ROWS, async (desk) => {
      const plans = await desk.explain(process.argv.includes('--explain'));
      return { plans, list: await desk.compare(), deep: await desk.compareDeep() };
    });
    const { list, deep, plans } = large;
    const ratio = list.a / list.b;
    const deepRatio = deep.a / deep.b;
    report({
      name: 'inbox',
      ratio,
      target: TARGET,
      a: list.a,
      b: list.b,
      unit: 'ms p95',
      ok: ratio <= TARGET && deepRatio <= DEEP_TARGET && plans.faulty.length === 0,
      listsPerSecond: list.perSecond,
      page1000: { ratio: deepRatio, target: DEEP_TARGET, a: deep.a, b: deep.b },
      rows: ROWS,
      tenthOfRows: { ratio: small.list.a / small.list.b, a: small.list.a, b: small.list.b },
      plans: { checked: plans.checked, faulty: plans.faulty, mostRowsRead: plans.mostRowsRead },
    });
  } finally {
    await cluster.stop();
  }
});

async function measure<T>(cluster: Cluster, rows: number, work: (desk: Desk) => Promise<T>): Promise<T> {
  const seededBy = join(import.meta.dirname, 'inbox/seed.ts');
  const database = await cluster.database({
    name: `inbox_${rows}`,
    seededBy,
    seed: (client) => seedInbox(client, rows),
  });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    say(`${rows.toLocaleString('en')} conversations`);
    return await work(new Desk(database, client, new Plans(database.url, cluster.logFile)));
  } finally {
    await client.end();
    await database.drop();
  }
}
