import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from './build.ts';

// `pnpm bench <name>`: builds the API and runs one measurement of bench/ against it.

const BENCH = join(import.meta.dirname, '../bench');
const names = globSync('*.ts', { cwd: BENCH })
  .map((file) => basename(file, '.ts'))
  .sort();
const [name = '', ...args] = process.argv.slice(2);

if (names.includes(name)) {
  await build(['API']);
  // What pnpm sets for jest would be measured with it.
  const env = { ...process.env, NODE_OPTIONS: '--disable-warning=ExperimentalWarning' };
  const child = spawn(process.execPath, [join(BENCH, `${name}.ts`), ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.once('close', (code) => resolve(code ?? 1)));
} else {
  console.error(`Which bench? pnpm bench ${names.join(' | ')}`);
  process.exitCode = 1;
}
