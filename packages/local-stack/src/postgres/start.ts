import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort, isPortFree } from '../ports.ts';
import { keptSecret } from '../secrets.ts';
import { guard } from '../watchdog.ts';
import { findBinaries } from './binaries.ts';
import { ensureCluster, isReady, settlePrevious } from './cluster.ts';
import { findLauncher, type Launcher } from './system-user.ts';

export interface PostgresOptions {
  /** Holds the cluster, its password and its log; made on first use, reused afterwards. */
  dataDir: string;
  /** Where to listen on 127.0.0.1 if nothing else does; else, and unless given, any free port. */
  preferredPort?: number;
  /** Where the server's log goes; `postgres.log` in `dataDir` unless given. */
  logFile?: string;
  /**
   * Whether a commit survives a power cut (default true). Tests turn it off: their data is thrown
   * away, and commits become several times cheaper.
   */
  durable?: boolean;
}

export interface RunningPostgres {
  /** Connection string of the superuser, to the database `postgres`. */
  url: string;
  port: number;
  pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  exited: Promise<void>;
  /** Ends all sessions, writes everything out and stops. */
  stop(): Promise<void>;
  /** Stops as after a crash: sessions break off, nothing is written out, the next start recovers from the log. */
  stopImmediately(): Promise<void>;
}

/** Starts an embedded PostgreSQL 17 on 127.0.0.1 and resolves when it accepts connections. */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const dataDir = resolve(options.dataDir);
  const cluster = join(dataDir, 'cluster');
  const ownerFile = join(dataDir, 'owner.pid');
  const logFile = options.logFile ?? join(dataDir, 'postgres.log');
  await mkdir(dataDir, { recursive: true });
  const [binaries, password] = await Promise.all([findBinaries(), keptSecret(join(dataDir, 'password'))]);
  const launcher = await findLauncher([binaries.postgres, cluster]);
  await ensureCluster(cluster, password, binaries, launcher);
  await settlePrevious(cluster, ownerFile);
  await writeFile(ownerFile, `${process.pid}\n`);

  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(attempt === 1 ? options.preferredPort : undefined);
    const logStart = await size(logFile);
    const child = await launch(launcher, binaries.postgres, settings(cluster, port, options.durable ?? true), logFile);
    const server = supervise(child);
    if (await becomesReady(cluster, server)) {
      return { url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`, port, ...server };
    }
    const complaint = (await readFile(logFile, 'utf8')).slice(logStart).trim();
    if (attempt < 5 && mayPass(complaint)) {
      await delay(200 * attempt);
    } else {
      throw new Error(`PostgreSQL did not start:\n${complaint}`);
    }
  }
}

function settings(cluster: string, port: number, durable: boolean): string[] {
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    // TCP with a password is the only way in: a socket in /tmp would be visible to every user.
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    // As on a Supabase project: no disk has to seek any more.
    random_page_cost: '1.1',
    // Compiling a plan costs more than running it for the short queries of a portal.
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' }),
  };
  const flags = Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', cluster, '-p', String(port), ...flags];
}

async function launch(launcher: Launcher, program: string, flags: string[], logFile: string): Promise<ChildProcess> {
  const log = await open(logFile, 'a');
  try {
    const { file, args, uid, gid } = launcher.command(program, flags);
    // A session of its own: Ctrl-C in the terminal must reach us only, the API drains first.
    const child = spawn(file, args, { uid, gid, cwd: '/', detached: true, stdio: ['ignore', log.fd, log.fd] });
    await new Promise((spawned, failed) => child.once('spawn', spawned).once('error', failed));
    return child;
  } finally {
    await log.close();
  }
}

interface Server extends Pick<RunningPostgres, 'pid' | 'exited' | 'stop' | 'stopImmediately'> {
  hasExited(): boolean;
}

function supervise(child: ChildProcess): Server {
  const pid = child.pid as number;
  const release = guard(pid, 'INT');
  const exited = new Promise<void>((resolveExited) => {
    child.once('exit', () => {
      release();
      resolveExited();
    });
  });
  const hasExited = () => child.exitCode !== null || child.signalCode !== null;
  const stopBy = (signal: 'SIGINT' | 'SIGQUIT') => async () => {
    child.kill(signal);
    await exited;
  };
  return { pid, hasExited, exited, stop: stopBy('SIGINT'), stopImmediately: stopBy('SIGQUIT') };
}

async function becomesReady(cluster: string, server: Server): Promise<boolean> {
  while (!server.hasExited()) {
    if (await isReady(cluster, server.pid)) return true;
    await delay(15);
  }
  return false;
}

async function choosePort(preferred: number | undefined): Promise<number> {
  return preferred !== undefined && (await isPortFree(preferred)) ? preferred : freePort();
}

/** Whether another try can help: the port was taken in between, or old backends still linger. */
function mayPass(complaint: string): boolean {
  return complaint.includes('Address already in use') || complaint.includes('still in use');
}

async function size(file: string): Promise<number> {
  return (await readFile(file, 'utf8').catch(() => '')).length;
}
