import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, startChild } from '@switchboard/local-stack';
import { startApi, untilAnswering } from './harness/api.ts';
import { Cluster } from './harness/cluster.ts';
import { inTurn, percentile } from './harness/measure.ts';
import { bench, check, report, rounded, say } from './harness/report.ts';

// `pnpm bench start`: from spawn to ready, against a Nest application on Fastify that does nothing; and what it weighs.

const TARGET = 3;
const MEMORY_TARGET = 200;
/** What is loaded after being ready has been loaded by then. */
const IDLE_MILLISECONDS = 5000;

await bench('start', async () => {
  const cluster = await Cluster.start();
  const portal = await cluster.database({
    name: 'empty',
    seededBy: import.meta.filename,
    seed: async (client) => {
      await client.query('vacuum (analyze)');
    },
  });
  const memory: number[] = [];
  try {
    // The first start makes the tables of the job queue; it is not what is measured.
    await (await startApi(portal.url)).stop();
    const ours = async () => {
      const api = await startApi(portal.url);
      const health = await fetch(`${api.url}/health/ready`);
      const answer = (await health.json()) as { checks?: Record<string, string> };
      check(answer.checks?.['database'] === 'ok' && answer.checks['jobs'] === 'ok', 'Ready without database and jobs');
      await delay(IDLE_MILLISECONDS);
      memory.push(await api.memory());
      await api.stop();
      return api.readyAfter;
    };
    const { a, b, rounds } = await inTurn(ours, startBare);
    const idle = percentile(memory, 50);
    say(`Spawn to ready, ms: ${rounds.map((round) => round.map(rounded).join(' / ')).join(', ')}`);
    say(`Resident when idle, MB: ${memory.map(rounded).join(', ')}`);
    const ok = a / b <= TARGET && idle < MEMORY_TARGET;
    report({ name: 'start', ratio: a / b, target: TARGET, a, b, unit: 'ms', ok, idleMegabytes: idle });
  } finally {
    await portal.drop();
    await cluster.stop();
  }
});

async function startBare(): Promise<number> {
  const port = await freePort();
  const spawned = performance.now();
  const child = await startChild({
    command: process.execPath,
    args: [join(import.meta.dirname, 'start/bare-server.ts')],
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', PORT: String(port) },
    logFile: join(tmpdir(), `switchboard-bench-bare-${process.pid}.log`),
  });
  await untilAnswering(`http://127.0.0.1:${port}/health/ready`);
  const readyAfter = performance.now() - spawned;
  await child.stop();
  return readyAfter;
}
