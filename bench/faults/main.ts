import { readdir } from 'node:fs/promises';
import { check, rounded, say } from '../harness/report.ts';
import type { FaultScript } from './stage/fault-script.ts';

// Runs one script in this process: `node bench/faults/main.ts f1 [--small]`. `pnpm faults` does so for each.

const SKIPPED = 3;

const [id = '', flag] = process.argv.slice(2);
const known = await readdir(import.meta.dirname);
check(known.includes(`${id}.ts`), `There is no script ${id}`);
const { script } = (await import(`./${id}.ts`)) as { script: FaultScript };
const counts = flag === '--small' ? script.small : script.full;

say(`${id}: ${script.summary}`);
say(
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', '),
);
if (script.needs && !process.env[script.needs]) {
  say(`Skipped: ${script.needs} is not set, the program is missing.`);
  process.exitCode = SKIPPED;
} else {
  const started = performance.now();
  const ended = await script.run(counts, say).then(
    (figures) => ({ ok: true, figures }),
    (error: unknown) => {
      console.error(error);
      return { ok: false, figures: {} };
    },
  );
  const seconds = (performance.now() - started) / 1000;
  console.log(
    JSON.stringify({ id, ok: ended.ok, counts, ...ended.figures, seconds }, (_key, value: unknown) =>
      typeof value === 'number' ? rounded(value) : value,
    ),
  );
  // Whatever a broken script left open must not keep the process.
  process.exit(ended.ok ? 0 : 1);
}
