import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { promisify } from 'node:util';

interface Parentage {
  parent: number;
  /** How the process was called, program first. */
  command: string;
}

/** A process and the parent that it had when we looked. */
interface Link {
  child: number;
  parent: number;
}

const POLL_MS = 200;

/**
 * Calls back when one of the package managers that started us dies.
 *
 * `npx pnpm@12 start` is a chain: npx, pnpm, a shell, we. Some of them pass no signal on: when npx is
 * told to end it just does, and whoever sent the signal believes that all is over.
 */
export async function onParentsDeath(callback: () => void): Promise<void> {
  const links = await packageManagerLinks();
  if (links.length === 0) return;
  const timer = setInterval(async () => {
    const intact = await Promise.all(links.map(isIntact));
    if (!intact.includes(false)) return;
    clearInterval(timer);
    callback();
  }, POLL_MS);
  timer.unref();
}

/** The links from us up to the outermost package manager, without whatever runs that one. */
async function packageManagerLinks(): Promise<Link[]> {
  const links: Link[] = [];
  let shells: Link[] = [];
  let child = process.pid;
  for (let parent = process.ppid; parent > 1;) {
    const above = await lookUp(parent);
    if (!above) break;
    shells.push({ child, parent });
    if (isPackageManager(above.command)) {
      links.push(...shells);
      shells = [];
    } else if (!isShell(above.command)) {
      break;
    }
    child = parent;
    parent = above.parent;
  }
  return links;
}

function isPackageManager(command: string): boolean {
  const [program = '', script = ''] = command.split(' ');
  return /^(npm|npx|pnpm)\b/.test(basename(program)) || /^(npm|npx|pnpm)\b/.test(basename(script));
}

function isShell(command: string): boolean {
  return /^-?(sh|bash|dash|zsh)$/.test(basename(command.split(' ')[0] ?? ''));
}

async function isIntact({ child, parent }: Link): Promise<boolean> {
  return (await lookUp(child))?.parent === parent;
}

async function lookUp(pid: number): Promise<Parentage | undefined> {
  try {
    const [status, command] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
    ]);
    // The name of the program is in parentheses and may itself contain some.
    const [, parent] = status.slice(status.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(parent), command: command.replaceAll('\0', ' ') };
  } catch {
    return lookUpByPs(pid);
  }
}

/** For systems without /proc. */
async function lookUpByPs(pid: number): Promise<Parentage | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'ppid=,command=', '-p', String(pid)]);
    const [, parent, command] = /^\s*(\d+)\s+(.*)$/m.exec(stdout) ?? [];
    return { parent: Number(parent), command: command ?? '' };
  } catch {
    return undefined;
  }
}
