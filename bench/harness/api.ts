import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, lastLines, startChild } from '@switchboard/local-stack';
import { API_FLAGS } from '../../scripts/start/api-flags.ts';
import { JWT_SECRET, SUPABASE_URL } from './people.ts';

const API = join(import.meta.dirname, '../../apps/api/dist/main.js');

export interface RunningApi {
  url: string;
  pid: number;
  /** Milliseconds from spawn to the first good answer of `/health/ready`. */
  readyAfter: number;
  /** Resident memory, MB. */
  memory(): Promise<number>;
  /** Resolves when the process has ended, for whatever reason. */
  exited: Promise<unknown>;
  stop(): Promise<void>;
  /** SIGKILL: no hook of the process runs. */
  kill(): Promise<void>;
}

/**
 * The built API as `pnpm start` runs it, as a process of its own on a database of the bench; on any free port unless
 * `more` has an `API_PORT`.
 */
export async function startApi(databaseUrl: string, more: NodeJS.ProcessEnv = {}): Promise<RunningApi> {
  const port = Number(more['API_PORT'] ?? (await freePort()));
  const url = `http://127.0.0.1:${port}`;
  const logFile = join(tmpdir(), `switchboard-bench-${process.pid}.log`);
  const spawned = performance.now();
  const child = await startChild({
    command: process.execPath,
    args: [...API_FLAGS, API],
    env: environment(databaseUrl, port, more),
    logFile,
  });
  const ended = child.exited.then(async () => {
    throw new Error(`The API ended:\n${await lastLines(logFile)}`);
  });
  ended.catch(() => undefined);
  await Promise.race([untilAnswering(`${url}/health/ready`), ended]);
  const readyAfter = performance.now() - spawned;
  return {
    url,
    pid: child.pid,
    readyAfter,
    memory: () => residentMemory(child.pid),
    exited: child.exited,
    stop: () => child.stop(),
    async kill() {
      process.kill(child.pid, 'SIGKILL');
      await child.exited;
    },
  };
}

function environment(databaseUrl: string, port: number, more: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    LOG_LEVEL: 'warn',
    API_PORT: String(port),
    DATABASE_URL: databaseUrl,
    SUPABASE_URL,
    SUPABASE_ANON_KEY: 'bench-anon-key',
    SUPABASE_JWT_SECRET: JWT_SECRET,
    CREDENTIALS_KEY: Buffer.alloc(32, 7).toString('base64'),
    STORAGE_DIR: join(tmpdir(), `switchboard-bench-${process.pid}`),
    RATE_LIMIT_PER_MINUTE: '100000000',
    ...more,
  };
}

/** Asks every two milliseconds, so that the answer is not older than that. */
export async function untilAnswering(url: string): Promise<void> {
  for (;;) {
    const ok = await fetch(url).then(
      async (response) => {
        await response.arrayBuffer();
        return response.ok;
      },
      () => false,
    );
    if (ok) return;
    await delay(2);
  }
}

async function residentMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}
