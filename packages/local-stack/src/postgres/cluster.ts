import { execFile, spawn } from 'node:child_process';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { PostgresBinaries } from './binaries.ts';
import type { Launcher } from './system-user.ts';

const run = promisify(execFile);

/**
 * Makes the cluster (PostgreSQL's word for a data directory) if it is not there yet.
 *
 * It is made beside its place and moved there when complete, so that an interrupted first start
 * does not leave half of one.
 */
export async function ensureCluster(
  cluster: string,
  password: string,
  binaries: PostgresBinaries,
  launcher: Launcher,
): Promise<void> {
  if (await exists(join(cluster, 'PG_VERSION'))) return;
  const unfinished = `${cluster}.new`;
  const passwordFile = `${cluster}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await launcher.own(unfinished);
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await launcher.own(passwordFile);
  try {
    await initialise(unfinished, passwordFile, binaries, launcher);
    await rename(unfinished, cluster);
  } finally {
    await rm(passwordFile, { force: true });
  }
}

async function initialise(
  folder: string,
  passwordFile: string,
  binaries: PostgresBinaries,
  launcher: Launcher,
): Promise<void> {
  const { file, args, uid, gid } = launcher.command(binaries.initdb, [
    `--pgdata=${folder}`,
    '--username=postgres',
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own locale sorts the same on every machine, whatever the system has installed.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--data-checksums',
    '--no-instructions',
  ]);
  const child = spawn(file, args, { uid, gid, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (complaint += chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`PostgreSQL could not make its data directory:\n${complaint.trim()}`);
}

/**
 * Clears what an earlier run left behind: a server that outlived its owner is stopped, and a pid
 * file whose number meanwhile belongs to some other program is removed.
 *
 * @throws when a server that is in someone's use still runs on this cluster
 */
export async function settlePrevious(cluster: string, ownerFile: string): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  const pid = await readPid(pidFile);
  // A dead server's pid file is PostgreSQL's own business: it also checks for surviving backends.
  if (pid === undefined || !isAlive(pid)) return;
  if (!(await serves(pid, cluster))) {
    await rm(pidFile, { force: true });
    return;
  }
  const owner = await readPid(ownerFile);
  if (owner !== undefined && isAlive(owner)) {
    throw new Error(`The data directory ${cluster} is in use by another running process (pid ${owner}).`);
  }
  process.kill(pid, 'SIGINT');
  for (let waited = 0; await serves(pid, cluster); waited += 50) {
    if (waited > 30_000) throw new Error(`An earlier PostgreSQL (pid ${pid}) on ${cluster} does not stop.`);
    await delay(50);
  }
}

/** Whether the server that was started as `pid` accepts connections, by its own pid file. */
export async function isReady(cluster: string, pid: number): Promise<boolean> {
  const lines = (await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
}

async function readPid(file: string): Promise<number | undefined> {
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  return pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the process is a server on this cluster; a dead one that nobody has reaped is not. */
async function serves(pid: number, cluster: string): Promise<boolean> {
  return isAlive(pid) && (await commandLine(pid)).includes(cluster);
}

async function commandLine(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
      ({ stdout }) => stdout,
      () => '',
    );
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
