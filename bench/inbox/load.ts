import { Pool } from 'undici';
import pg from 'pg';
import { timed } from '../harness/measure.ts';
import { answerWith } from '../harness/worker.ts';

export type Load = { count: number; concurrency: number } & (
  | { kind: 'http'; url: string; path: string; token: string }
  | { kind: 'sql'; databaseUrl: string; text: string; values: unknown[] }
);

export interface Measured {
  /** Milliseconds of each answer. */
  times: number[];
  perSecond: number;
}

const WARM_UP = 0.2;

answerWith(async (load: Load): Promise<Measured> => {
  const { run, close } = load.kind === 'http' ? overHttp(load) : bySql(load);
  await timed(Math.ceil(load.count * WARM_UP), load.concurrency, run);
  const started = performance.now();
  const times = await timed(load.count, load.concurrency, run);
  const perSecond = (load.count / (performance.now() - started)) * 1000;
  await close();
  return { times, perSecond };
});

interface Target {
  run: () => Promise<void>;
  close: () => Promise<void>;
}

function overHttp({ url, path, token, concurrency }: Extract<Load, { kind: 'http' }>): Target {
  const pool = new Pool(url, { connections: concurrency });
  const headers = { authorization: `Bearer ${token}` };
  return {
    run: async () => {
      const { statusCode, body } = await pool.request({ path, method: 'GET', headers });
      await body.arrayBuffer();
      if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    },
    close: () => pool.close(),
  };
}

function bySql({ databaseUrl, text, values, concurrency }: Extract<Load, { kind: 'sql' }>): Target {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: concurrency });
  return {
    run: async () => {
      await pool.query({ name: 'list', text, values });
    },
    close: () => pool.end(),
  };
}
