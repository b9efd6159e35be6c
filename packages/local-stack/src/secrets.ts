import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A random secret of `bytes` bytes that is safe in URLs and shell commands. */
export function randomSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/**
 * Reads a secret from a file of its own, or makes it there on first use, readable by the owner only.
 *
 * @param make what to store on first use; a random URL-safe value unless given
 */
export async function keptSecret(path: string, make: () => string = randomSecret): Promise<string> {
  const kept = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // An empty file is what a crash in the middle of the first write leaves behind.
  if (kept.trim() !== '') return kept.trim();
  const secret = make();
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${secret}\n`, { mode: 0o600 });
  return secret;
}
