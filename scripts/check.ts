import { fileURLToPath } from 'node:url';
import { runSteps, stepsOf } from './check/steps.ts';

// `pnpm check` runs every static check, `pnpm check lint types` those whose names begin so.

const root = fileURLToPath(new URL('..', import.meta.url));
const wanted = process.argv.slice(2);
const steps = stepsOf(root).filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));

const say = (line: string) => process.stdout.write(`${line}\n`);
if (steps.length === 0) {
  say(
    `No check is called ${wanted.join(' or ')}. There are: ${stepsOf(root)
      .map(({ name }) => name)
      .join(', ')}`,
  );
  process.exit(1);
}

const started = performance.now();
const outcomes = await runSteps(root, steps, ({ name, ok, seconds, output }) => {
  say(`${ok ? '✓' : '✗'} ${name.padEnd(28)}${seconds.toFixed(1).padStart(6)} s`);
  if (!ok) say(output.replaceAll(/^/gm, '    '));
});
const failed = outcomes.filter(({ ok }) => !ok).map(({ name }) => name);
const total = `${((performance.now() - started) / 1000).toFixed(1)} s`;
say(failed.length === 0 ? `${outcomes.length} checks passed in ${total}` : `Failed: ${failed.join(', ')} (${total})`);
process.exitCode = failed.length === 0 ? 0 : 1;
