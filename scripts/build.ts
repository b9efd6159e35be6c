import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentHash, workspaceClosure } from './build/content-hash.ts';
import { precompress } from './build/precompress.ts';

const ROOT = join(import.meta.dirname, '..');

interface App {
  name: string;
  folder: string;
  /** The bundler's entry script below the app's node_modules, and what to pass it. */
  bundler: [script: string, ...args: string[]];
  /** What else the result depends on, as globs from the root. */
  inputs: string[];
  finish?: (dist: string) => Promise<void>;
}

const APPS: App[] = [
  {
    name: 'API',
    folder: 'apps/api',
    bundler: ['rolldown/bin/cli.mjs', '-c', 'rolldown.config.ts'],
    inputs: [],
  },
  {
    name: 'web',
    folder: 'apps/web',
    bundler: ['vite/bin/vite.js', 'build'],
    inputs: ['apps/web/index.html', 'apps/web/public/**', 'scripts/build/precompress.ts'],
    finish: precompress,
  },
];

/**
 * Builds the apps whose inputs have changed since they were last built.
 *
 * @param names which apps; all unless given
 * @returns the names of those that were built
 * @throws with the bundler's own words when one does not build
 */
export async function build(names = APPS.map(({ name }) => name)): Promise<string[]> {
  const apps = APPS.filter(({ name }) => names.includes(name));
  const built = await Promise.all(apps.map(async (app) => ((await buildApp(app)) ? [app.name] : [])));
  return built.flat();
}

async function buildApp(app: App): Promise<boolean> {
  const dist = join(ROOT, app.folder, 'dist');
  const stamp = join(dist, '.stamp');
  const hash = await contentHash(ROOT, [
    ...(await workspaceClosure(ROOT, app.folder)).flatMap((folder) => [`${folder}/src/**`, `${folder}/*.{json,ts,js}`]),
    'pnpm-lock.yaml',
    'tsconfig.base.json',
    ...app.inputs,
  ]);
  if ((await readFile(stamp, 'utf8').catch(() => '')) === hash) return false;
  await bundle(app);
  await app.finish?.(dist);
  await writeFile(stamp, hash);
  return true;
}

async function bundle({ name, folder, bundler: [script, ...args] }: App): Promise<void> {
  const cwd = join(ROOT, folder);
  const child = spawn(process.execPath, [join(cwd, 'node_modules', script), ...args], {
    cwd,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The ${name} does not build:\n${output.trim()}`);
}

if (import.meta.main) {
  try {
    const built = await build();
    console.log(built.length > 0 ? `Built: ${built.join(', ')}` : 'Nothing has changed since the last build.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
