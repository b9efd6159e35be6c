import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { TIERS, writeModule } from './new-module/write.ts';

// `pnpm new:module <tier> <names>`: a module in the house style, known to the app and covered by specs.

const root = join(import.meta.dirname, '..');
const run = (program: string, ...args: string[]) => {
  execFileSync(join(root, 'node_modules/.bin', program), args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
};

const [tier, names] = process.argv.slice(2);
if (!tier || !names) {
  console.error(`pnpm new:module <${TIERS.join('|')}> <plural-name>`);
  process.exit(2);
}

try {
  const files = await writeModule(root, tier, names);
  run('oxfmt', ...files.filter((path) => path.endsWith('.ts')));
  run('node', 'scripts/generate.ts');
  for (const path of files) console.log(path);
  console.log(`\nIts specs: pnpm exec jest apps/api/src/${tier}/${names}`);
} catch (error) {
  const { message, cause } = error as Error;
  console.error(cause instanceof Error ? `${message}: ${cause.message}` : message);
  process.exitCode = 1;
}
