import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * One hash over the content of files, for telling whether anything changed since the last build.
 *
 * @param root folder that the patterns are relative to
 * @param patterns globs of `node:fs`; specs never count, as nothing that is built contains them
 */
export async function contentHash(root: string, patterns: string[]): Promise<string> {
  const paths = await Array.fromAsync(
    glob(patterns, { cwd: root, exclude: ['**/node_modules', '**/dist', '**/*.spec.*'] }),
  );
  const files = await Promise.all(
    paths.toSorted().map(async (path) => {
      const content = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EISDIR') return undefined;
        throw error;
      });
      return { path, content };
    }),
  );
  const hash = createHash('sha256');
  for (const { path, content } of files) {
    if (content) hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

/**
 * The folders of the workspace packages that a package contains once it is built, found by following
 * its `workspace:` dependencies, itself included.
 *
 * @param folder relative to `root`, for example `apps/api`
 */
export async function workspaceClosure(root: string, folder: string): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (current: string) => {
    if (found.has(current)) return;
    found.add(current);
    const manifest = JSON.parse(await readFile(join(root, current, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    for (const [name, range] of Object.entries(manifest.dependencies ?? {})) {
      const sibling = `packages/${name.split('/').at(-1)}`;
      if (range.startsWith('workspace:') && existsSync(join(root, sibling))) await visit(sibling);
    }
  };
  await visit(folder);
  return [...found];
}
