import { spawn } from 'node:child_process';
import { open, readFile, rename, stat } from 'node:fs/promises';
import { guard } from './watchdog.ts';

export interface ChildOptions {
  /** Program to run, and what to pass it. */
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Receives the child's stdout and stderr; moved to `<logFile>.1` at start once past 10 MB. */
  logFile: string;
  /** Called with each piece of the child's output as well. */
  onOutput?: (chunk: string) => void;
}

export interface RunningChild {
  pid: number;
  /** Resolves when the child has ended; never rejects. */
  exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  /** SIGTERM to the child and its own children; SIGKILL to what is left `graceMs` later. */
  stop(graceMs?: number): Promise<void>;
}

const LOG_LIMIT = 10 * 1024 * 1024;

/**
 * Starts a program as the leader of a process group of its own, so that Ctrl-C in the terminal does
 * not reach it before we say so. The whole group ends with it, and with us, even if we are killed.
 */
export async function startChild(options: ChildOptions): Promise<RunningChild> {
  await rotate(options.logFile);
  const log = await open(options.logFile, 'a');
  const output = options.onOutput ? 'pipe' : log.fd;
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', output, output],
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      options.onOutput?.(chunk);
      void log.write(chunk);
    });
  }
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject));
  if (!options.onOutput) await log.close();

  const pid = child.pid as number;
  const release = guard(-pid, 'TERM');
  const exited: RunningChild['exited'] = new Promise((resolve) => {
    child.once('close', (code, signal) => {
      release();
      signalGroup(pid, 'SIGKILL');
      if (options.onOutput) void log.close();
      resolve({ code, signal });
    });
  });
  return {
    pid,
    exited,
    async stop(graceMs = 10_000) {
      signalGroup(pid, 'SIGTERM');
      const kill = setTimeout(() => signalGroup(pid, 'SIGKILL'), graceMs);
      await exited;
      clearTimeout(kill);
    },
  };
}

/** The last lines of a log file, for telling why its child ended. */
export async function lastLines(logFile: string, count = 15): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

function signalGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function rotate(logFile: string): Promise<void> {
  const size = await stat(logFile).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > LOG_LIMIT) await rename(logFile, `${logFile}.1`);
}
