import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSteps, stepsOf } from '../check/steps.ts';

/** What a suite came to. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** Types, lint, format, unused code, imports: each counts as one. */
export async function runChecks(root: string): Promise<Tally> {
  const outcomes = await runSteps(root, stepsOf(root), ({ name, ok, seconds, output }) => {
    console.log(`${ok ? '✓' : '✗'} ${name} ${seconds.toFixed(1)} s`);
    if (!ok) console.log(output);
  });
  const passed = outcomes.filter(({ ok }) => ok).length;
  return { passed, failed: outcomes.length - passed, skipped: 0 };
}

/** Every jest project of the workspace. */
export async function runJest(root: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const report = await runReported(
    root,
    [join(root, 'node_modules/jest/bin/jest.js'), '--json', '--maxWorkers=100%'],
    (file) => ({ args: [`--outputFile=${file}`], env }),
  );
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = report as Record<
    string,
    number
  >;
  return {
    passed: numPassedTests ?? 0,
    // A spec file that could not even be loaded has no tests to count.
    failed: (numFailedTests ?? 0) + (numRuntimeErrorTestSuites ?? 0),
    skipped: numPendingTests ?? 0,
  };
}

/** The portal as its people see it, in a browser. */
export async function runBrowserTests(root: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const cwd = join(root, 'apps/e2e');
  const report = await runReported(
    cwd,
    [join(cwd, 'node_modules/@playwright/test/cli.js'), 'test', '--reporter=list,json'],
    (file) => ({ args: [], env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } }),
  );
  const stats = (report as { stats?: Record<string, number>; errors?: unknown[] } | undefined)?.stats;
  if (!stats) return { passed: 0, failed: 1, skipped: 0 };
  const broken = (report as { errors?: unknown[] }).errors?.length ?? 0;
  return {
    passed: (stats['expected'] ?? 0) + (stats['flaky'] ?? 0),
    failed: (stats['unexpected'] ?? 0) + broken,
    skipped: stats['skipped'] ?? 0,
  };
}

/** Runs a test program that leaves a JSON report in a file; undefined if it did not get that far. */
async function runReported(
  cwd: string,
  command: string[],
  complete: (file: string) => { args: string[]; env: NodeJS.ProcessEnv },
): Promise<object | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'test-report-'));
  try {
    const file = join(folder, 'report.json');
    const { args, env } = complete(file);
    const child = spawn(process.execPath, [...command, ...args], { cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
    await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
    return existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as object) : undefined;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
