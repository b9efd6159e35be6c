import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from '../build.ts';
import type { Tally } from '../test/suites.ts';

const SKIPPED = 3;
/** A script with small counts that has not ended by then never will. */
const SMALL_LIMIT_MILLISECONDS = 120_000;

/** The fault scripts there are, by id, in order. */
export function faultIds(root: string): string[] {
  return globSync('*.ts', { cwd: join(root, 'bench/faults'), exclude: ['main.ts'] })
    .map((file) => basename(file, '.ts'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Builds the API and runs fault scripts, one after the other, each in a process of its own. */
export async function runFaults(
  root: string,
  env: NodeJS.ProcessEnv,
  ids: string[],
  size: 'full' | 'small',
): Promise<Tally> {
  await build(['API']);
  const tally: Tally = { passed: 0, failed: 0, skipped: 0 };
  for (const id of ids) {
    const code = await runFault(root, env, id, size);
    if (code === 0) tally.passed += 1;
    else if (code === SKIPPED) tally.skipped += 1;
    else tally.failed += 1;
  }
  return tally;
}

async function runFault(root: string, env: NodeJS.ProcessEnv, id: string, size: 'full' | 'small'): Promise<number> {
  const child = spawn(
    process.execPath,
    [join(root, 'bench/faults/main.ts'), id, ...(size === 'small' ? ['--small'] : [])],
    // What pnpm and jest set for themselves would be measured with it.
    { stdio: 'inherit', env: { ...env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' } },
  );
  const pass = (signal: NodeJS.Signals) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, pass);
  const limit = size === 'small' ? setTimeout(() => child.kill('SIGTERM'), SMALL_LIMIT_MILLISECONDS) : undefined;
  const code = await new Promise<number>((resolve) => child.once('close', (ended) => resolve(ended ?? 1)));
  clearTimeout(limit);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, pass);
  return code;
}
