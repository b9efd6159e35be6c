import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, isPortFree, startChild, type RunningChild } from '@switchboard/local-stack';

const ROOT = join(import.meta.dirname, '../../..');
const PORTS = ['API_PORT', 'WEB_PORT', 'SUPABASE_PORT', 'SMTP_IN_PORT', 'SIM_PORT', 'SIM_SMTP_PORT'] as const;
/** A machine that is busy with everything else takes its time. */
const READY_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 30_000;

/** Where the parts of a running portal are. */
export interface PortalAddresses {
  dataDir: string;
  webUrl: string;
  apiUrl: string;
  /** The page "the customer's phone" of the demo. */
  phoneUrl: string;
  smtpInPort: number;
  /** Of the demo people. */
  password: string;
}

/** The product as `pnpm start` runs it, on ports and in a folder of its own. */
export class Portal {
  readonly addresses: PortalAddresses;
  readonly #env: Record<string, string>;
  #child: RunningChild | undefined;
  #output = '';

  private constructor(addresses: PortalAddresses, env: Record<string, string>) {
    this.addresses = addresses;
    this.#env = env;
  }

  /** Starts a new portal: with the demo company, or empty, waiting for its first visitor. */
  static async start(kind: 'demo' | 'empty'): Promise<Portal> {
    const dataDir = await mkdtemp(join(tmpdir(), 'switchboard-e2e-'));
    const ports = Object.fromEntries(
      await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const)),
    ) as Record<(typeof PORTS)[number], string>;
    const password = 'browser-tests-only';
    const portal = new Portal(
      {
        dataDir,
        webUrl: `http://localhost:${ports.WEB_PORT}`,
        apiUrl: `http://localhost:${ports.API_PORT}`,
        phoneUrl: `http://localhost:${ports.SIM_PORT}`,
        smtpInPort: Number(ports.SMTP_IN_PORT),
        password,
      },
      { ...ports, DATA_DIR: dataDir, DEMO: kind === 'demo' ? '1' : '0', DEMO_PASSWORD: password, UNDO_SECONDS: '3' },
    );
    await portal.startAgain();
    return portal;
  }

  /** Starts the same portal once more: same data, same ports. */
  async startAgain(): Promise<void> {
    this.#output = '';
    const { promise: ready, resolve } = Promise.withResolvers<'ready'>();
    const child = await startChild({
      command: process.execPath,
      args: ['scripts/start.ts'],
      cwd: ROOT,
      // Nothing of the machine's own configuration may reach a portal under test, least of all a real database.
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        DATABASE_URL: '',
        SUPABASE_URL: '',
        SUPABASE_ANON_KEY: '',
        ...this.#env,
      },
      logFile: join(this.addresses.dataDir, 'start.log'),
      onOutput: (chunk) => {
        this.#output += chunk;
        if (this.#output.includes('Ctrl-C stops everything')) resolve('ready');
      },
    });
    this.#child = child;
    const limit = AbortSignal.timeout(READY_LIMIT_MS);
    const late = new Promise<'late'>((resolveLate) => limit.addEventListener('abort', () => resolveLate('late')));
    const first = await Promise.race([ready, child.exited, late]);
    if (first === 'ready') return;
    await child.stop();
    throw new Error(`The portal did not get ready:\n${this.#output}`);
  }

  /** SIGKILL to the API: the rest of the portal stops because of it, as an operator would see it. */
  async killApi(): Promise<void> {
    const api = (await this.#processes()).find(({ command }) => command.includes('apps/api/dist/main.js'));
    // Without /proc there is no telling which process is the API: everything is killed.
    const pid = api?.pid ?? this.#child?.pid;
    if (pid === undefined) throw new Error('The portal is not running');
    process.kill(pid, 'SIGKILL');
    await this.#child?.exited;
    this.#child = undefined;
    await this.#untilNothingIsLeft();
  }

  /**
   * Stops the portal as Ctrl-C does, and removes its folder.
   *
   * @throws when it did not end well or left a process or a port behind
   */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child) {
      await child.stop(STOP_LIMIT_MS);
      const { code } = await child.exited;
      const left = await this.#processes();
      if (code !== 0) throw new Error(`The portal ended with ${code}:\n${this.#output}`);
      if (left.length > 0) throw new Error(`The portal left behind: ${left.map(({ command }) => command).join(', ')}`);
      for (const name of PORTS) {
        if (!(await isPortFree(Number(this.#env[name])))) throw new Error(`${name} is still in use`);
      }
    }
    await rm(this.addresses.dataDir, { recursive: true, force: true });
  }

  /** What carries the data directory in its arguments or environment, as all processes of a portal do. */
  async #processes(): Promise<{ pid: number; command: string }[]> {
    const pids = existsSync('/proc/self') ? (await readdir('/proc')).filter((name) => /^\d+$/.test(name)) : [];
    const found = await Promise.all(
      pids.map(async (pid) => {
        const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
        const [command, environment] = await Promise.all([read('cmdline'), read('environ')]);
        const isOurs =
          `${command}${environment}`.includes(`DATA_DIR=${this.addresses.dataDir}`) ||
          command.includes(this.addresses.dataDir);
        return isOurs ? [{ pid: Number(pid), command: command.replaceAll('\0', ' ') }] : [];
      }),
    );
    return found.flat();
  }

  async #untilNothingIsLeft(): Promise<void> {
    const deadline = Date.now() + STOP_LIMIT_MS;
    while ((await this.#processes()).length > 0) {
      if (Date.now() > deadline) throw new Error('Parts of the portal outlive it');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
