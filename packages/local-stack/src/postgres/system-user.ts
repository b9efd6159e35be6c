import { execFile } from 'node:child_process';
import { chown, stat } from 'node:fs/promises';
import { platform } from 'node:os';
import { dirname } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How to start a PostgreSQL program, which refuses to run as root. */
export interface Launcher {
  /** Wraps a program and its arguments into what `spawn` is to be given. */
  command(program: string, args: string[]): { file: string; args: string[]; uid?: number; gid?: number };
  /** Hands a file or folder to the user that the programs run as. */
  own(path: string): Promise<void>;
}

/**
 * Chooses the user that PostgreSQL runs as: ourselves, or `postgres` when we are root (created when
 * the machine has none).
 *
 * A checkout below a private folder such as /root is out of that user's reach. There, PostgreSQL
 * keeps one capability, to pass directories, which needs Linux and `setpriv`.
 *
 * @param paths the folders that the programs must be able to reach
 */
export async function findLauncher(paths: string[]): Promise<Launcher> {
  if (process.getuid?.() !== 0) {
    return { command: (file, args) => ({ file, args }), own: async () => undefined };
  }
  const { uid, gid } = (await findUser()) ?? (await createUser());
  const own = (path: string) => chown(path, uid, gid);
  const barrier = await findBarrier(paths, uid, gid);
  if (barrier === undefined) return { command: (file, args) => ({ file, args, uid, gid }), own };
  if (platform() !== 'linux' || !(await hasSetpriv())) {
    throw new Error(
      `PostgreSQL does not run as root, and its user "postgres" may not enter ${barrier}. ` +
        'Run as an ordinary user, or move the checkout to a folder that others may pass through.',
    );
  }
  const capability = [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=-all,+dac_override',
    '--ambient-caps=-all,+dac_override',
    '--securebits=+no_setuid_fixup',
  ];
  return { command: (file, args) => ({ file: 'setpriv', args: [...capability, file, ...args] }), own };
}

async function findUser(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}

async function createUser(): Promise<{ uid: number; gid: number }> {
  await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  const user = await findUser();
  if (!user) throw new Error('PostgreSQL does not run as root, and the user "postgres" could not be created.');
  return user;
}

async function hasSetpriv(): Promise<boolean> {
  return run('setpriv', ['--version']).then(
    () => true,
    () => false,
  );
}

/** The first folder on the way to one of `paths` that the user may not pass. */
async function findBarrier(paths: string[], uid: number, gid: number): Promise<string | undefined> {
  for (const path of paths) {
    for (let folder = dirname(path); ; folder = dirname(folder)) {
      const { mode, uid: owner, gid: group } = await stat(folder);
      const searchBit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
      if ((mode & searchBit) === 0) return folder;
      if (folder === dirname(folder)) break;
    }
  }
  return undefined;
}
