import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { databaseTypes } from './generate/database-types.ts';
import { openApi } from './generate/openapi.ts';

// `node scripts/generate.ts` writes the generated files that are committed; with `--check` it only says which are stale.

const root = join(import.meta.dirname, '..');
const check = process.argv.includes('--check');

async function generate(path: string, make: (root: string) => Promise<string>): Promise<void> {
  const [made, present] = await Promise.all([make(root), readFile(join(root, path), 'utf8').catch(() => '')]);
  if (made === present) return;
  console.log(check ? `${path} is stale: run node scripts/generate.ts` : path);
  if (check) {
    process.exitCode = 1;
    return;
  }
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), made);
}

await Promise.all([
  generate('apps/api/src/kernel/database/db.generated.ts', databaseTypes),
  generate('docs/openapi.json', openApi),
]);
