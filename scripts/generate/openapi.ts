import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The OpenAPI document of the API as it is in the sources of the workspace at `root`. */
export async function openApi(root: string): Promise<string> {
  const cwd = join(root, 'apps/api');
  // Below node_modules, so that the bundle finds its dependencies, and apart from dist, which may be running.
  const dir = await mkdtemp(join(cwd, 'node_modules/.openapi-'));
  try {
    const bundler = join(cwd, 'node_modules/rolldown/bin/cli.mjs');
    await run(process.execPath, [bundler, '-c', 'rolldown.config.ts', '-d', dir], { cwd });
    const { stdout } = await run(process.execPath, [join(dir, 'openapi.js')], { cwd, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
