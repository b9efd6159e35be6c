import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

/** A check: a command of this workspace that is silent about success and exits with 1 on findings. */
export interface Step {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

export interface Outcome {
  readonly name: string;
  readonly ok: boolean;
  readonly seconds: number;
  /** What the command printed. */
  readonly output: string;
}

/** All checks of the workspace at `root`, the slowest kinds first so that the cores stay busy to the end. */
export function stepsOf(root: string): Step[] {
  const projects = globSync('{apps,packages}/*/tsconfig.json', { cwd: root })
    .concat(globSync('{bench,scripts}/tsconfig.json', { cwd: root }))
    .map(dirname)
    .sort();
  return [
    ...projects.map((project): Step => {
      const buildInfo = `node_modules/.cache/tsc/${project.replaceAll('/', '-')}.tsbuildinfo`;
      return {
        name: `types ${project}`,
        command: ['tsc', '-p', project, '--incremental', '--tsBuildInfoFile', buildInfo],
      };
    }),
    { name: 'unused', command: ['knip', '--no-progress'] },
    { name: 'imports', command: ['node', 'scripts/check/boundaries.ts'] },
    { name: 'lint', command: ['oxlint', '--type-aware', '--deny-warnings'] },
    { name: 'generated', command: ['node', 'scripts/generate.ts', '--check'] },
    { name: 'format', command: ['oxfmt', '--check'] },
  ];
}

/** Runs steps beside each other, as many as there are cores; `report` hears of each as it ends. */
export async function runSteps(
  root: string,
  steps: readonly Step[],
  report: (outcome: Outcome) => void,
): Promise<Outcome[]> {
  const waiting = [...steps];
  const outcomes: Outcome[] = [];
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const outcome = await runStep(root, step);
      outcomes.push(outcome);
      report(outcome);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return outcomes;
}

function runStep(root: string, { name, command: [program, ...args] }: Step): Promise<Outcome> {
  const started = performance.now();
  const path = [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter);
  const options = { cwd: root, env: { ...process.env, PATH: path }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      const seconds = (performance.now() - started) / 1000;
      const output = [stdout, stderr, error && !stdout && !stderr ? error.message : ''].join('').trim();
      resolve({ name, ok: !error, seconds, output });
    });
  });
}
