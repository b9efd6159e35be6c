import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { cruiseTree } from '../check/boundaries.ts';
import { databaseTypes } from '../generate/database-types.ts';
import { writeModule } from './write.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const left = new Set(['.git', '.data', 'dist', 'node_modules', 'test-results']);

/** A copy of the workspace whose packages find each other in the copy, and all else where it is installed. */
async function copyOfWorkspace(): Promise<string> {
  const copy = await realpath(await mkdtemp(join(tmpdir(), 'new-module-')));
  await cp(root, copy, { recursive: true, filter: (path) => path === root || !left.has(basename(path)) });
  for (const manifest of ['package.json', 'apps/api/package.json', ...(await packagesOf(copy))]) {
    await linkModules(join(root, dirname(manifest)), join(copy, dirname(manifest)), copy);
  }
  return copy;
}

async function packagesOf(copy: string): Promise<string[]> {
  return (await readdir(join(copy, 'packages'))).map((name) => `packages/${name}/package.json`);
}

async function linkModules(from: string, to: string, copy: string): Promise<void> {
  await mkdir(join(to, 'node_modules/@switchboard'), { recursive: true });
  const installed = await readdir(join(from, 'node_modules')).catch(() => []);
  for (const name of installed.filter((entry) => entry !== '@switchboard' && entry !== '.cache')) {
    await symlink(join(from, 'node_modules', name), join(to, 'node_modules', name));
  }
  for (const name of await readdir(join(from, 'node_modules/@switchboard')).catch(() => [])) {
    await symlink(join(copy, 'packages', name), join(to, 'node_modules/@switchboard', name));
  }
}

let copy: string;

beforeAll(async () => {
  copy = await copyOfWorkspace();
}, 60_000);

afterAll(async () => {
  await rm(copy, { recursive: true });
});

/** What a tool of the workspace prints about the copy, be it pleased or not. */
async function tool(name: string, ...args: string[]): Promise<string> {
  const options = { cwd: copy, maxBuffer: 16 * 1024 * 1024 };
  const { stdout, stderr } = await run(join(root, 'node_modules/.bin', name), args, options).catch(
    (error: { stdout: string; stderr: string }) => error,
  );
  return `${stdout}${stderr}`;
}

describe('a new module', () => {
  let files: string[];

  beforeAll(async () => {
    files = await writeModule(copy, 'operations', 'refund-requests');
    const typings = 'apps/api/src/kernel/database/db.generated.ts';
    await writeFile(join(copy, typings), await databaseTypes(copy));
    await tool('oxfmt', ...files.filter((path) => path.endsWith('.ts')));
  }, 60_000);

  it('has the files of the house, and a migration after all others', async () => {
    const module = 'apps/api/src/operations/refund-requests';
    expect(files).toEqual(
      expect.arrayContaining([
        'packages/contracts/src/refund-requests.ts',
        `${module}/refund-requests.module.ts`,
        `${module}/refund-requests.controller.ts`,
        `${module}/refund-requests.service.ts`,
        `${module}/refund-requests.repository.ts`,
        `${module}/refund-requests.events.ts`,
        `${module}/refund-requests.spec.ts`,
      ]),
    );
    expect((await readdir(join(copy, 'supabase/migrations'))).sort().at(-1)).toMatch(/^\d{14}_refund_requests\.sql$/);
  });

  it('type-checks', async () => {
    expect(await tool('tsc', '-p', 'apps/api')).toBe('');
  }, 120_000);

  it('pleases lint, and imports only what its tier may', async () => {
    const sources = files.filter((path) => path.endsWith('.ts'));
    expect(await tool('oxlint', '--type-aware', '--quiet', ...sources)).toMatch('Found 0 warnings and 0 errors');
    const { violations } = await cruiseTree(copy, ['apps/api/src', 'packages/contracts/src']);
    expect(violations.filter((violation) => violation.includes('refund-requests'))).toEqual([]);
  }, 60_000);

  it('passes its own specs', async () => {
    const jest = join(root, 'node_modules/jest/bin/jest.js');
    const args = ['--experimental-vm-modules', jest, '--selectProjects', 'api', '--testPathPatterns', 'refund-request'];
    expect(await tool('node', ...args)).toMatch(/Test Suites: 2 passed, 2 total/);
  }, 120_000);
});

describe('nothing is written', () => {
  const before = () => readFile(join(copy, 'packages/contracts/src/index.ts'), 'utf8');

  it.each([
    ['for a tier that does not exist', 'cellar', 'macros', '"cellar" is not a tier'],
    ['for the kernel', 'kernel', 'macros', '"kernel" is not a tier'],
    ['for a name that is no plural', 'desk', 'macro', 'is not a plural'],
    ['over a module that is there', 'desk', 'customers', 'is there already'],
  ])('%s', async (_name, tier, name, problem) => {
    const text = await before();
    await expect(writeModule(copy, tier, name)).rejects.toThrow(problem);
    expect(await before()).toBe(text);
  });
});
