import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { additions } from './known.ts';
import { fill, type Names, namesOf } from './names.ts';

export const TIERS = ['desk', 'channels', 'operations', 'insight'] as const;

const TEMPLATES = join(import.meta.dirname, 'template');
const MIGRATIONS = 'supabase/migrations';

/** Where each template goes. */
function targets(tier: string, migration: string): Record<string, string> {
  const module = `apps/api/src/${tier}/{{file-names}}`;
  return {
    'contract.ts.txt': 'packages/contracts/src/{{file-names}}.ts',
    'module.ts.txt': `${module}/{{file-names}}.module.ts`,
    'controller.ts.txt': `${module}/{{file-names}}.controller.ts`,
    'service.ts.txt': `${module}/{{file-names}}.service.ts`,
    'repository.ts.txt': `${module}/{{file-names}}.repository.ts`,
    'events.ts.txt': `${module}/{{file-names}}.events.ts`,
    'changes.ts.txt': `${module}/{{file-name}}-changes.ts`,
    'changes.spec.ts.txt': `${module}/{{file-name}}-changes.spec.ts`,
    'spec.ts.txt': `${module}/{{file-names}}.spec.ts`,
    'migration.sql.txt': `${MIGRATIONS}/${migration}_{{table_names}}.sql`,
  };
}

/** A version after all there are, so that the new migration runs last. */
async function nextVersion(root: string, now: Date): Promise<string> {
  const stamp = (date: Date) => date.toISOString().replaceAll(/\D/g, '').slice(0, 14);
  const versions = (await readdir(join(root, MIGRATIONS)))
    .map((file) => file.slice(0, 14))
    .filter((v) => /^\d+$/.test(v));
  const latest = versions.sort().at(-1) ?? '';
  if (latest < stamp(now)) return stamp(now);
  const [date, time] = [latest.slice(0, 8), latest.slice(8)];
  const iso = `${date.replace(/(....)(..)(..)/, '$1-$2-$3')}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`;
  return stamp(new Date(Date.parse(iso) + 1000));
}

/**
 * Writes a module in the house style into the workspace at `root`, and makes it known.
 *
 * @returns the files written and changed, relative to `root`
 * @throws before anything is written, when the tier or name is wrong, a file is there already, or a file that
 *   lists the modules is not as expected
 */
export async function writeModule(root: string, tier: string, given: string, now = new Date()): Promise<string[]> {
  if (!TIERS.some((known) => known === tier)) throw new Error(`"${tier}" is not a tier: ${TIERS.join(', ')}`);
  const names = namesOf(given);
  const files = [...(await created(root, tier, names, now)), ...(await changed(root, tier, names))];
  for (const [path, text] of files) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return files.map(([path]) => path);
}

async function created(root: string, tier: string, names: Names, now: Date): Promise<[string, string][]> {
  const placed = Object.entries(targets(tier, await nextVersion(root, now)));
  return Promise.all(
    placed.map(async ([template, target]): Promise<[string, string]> => {
      const path = fill(target, names);
      if (existsSync(join(root, path))) throw new Error(`${path} is there already`);
      return [path, fill(await readFile(join(TEMPLATES, template), 'utf8'), names)];
    }),
  );
}

async function changed(root: string, tier: string, names: Names): Promise<[string, string][]> {
  return Promise.all(
    additions.map(async ({ path, add }): Promise<[string, string]> => {
      const source = await readFile(join(root, path), 'utf8');
      try {
        return [path, add(source, names, tier)];
      } catch (error) {
        throw new Error(`Cannot make the module known in ${path}`, { cause: error });
      }
    }),
  );
}
