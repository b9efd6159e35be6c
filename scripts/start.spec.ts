import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { freePort, isPortFree } from '@switchboard/local-stack';

const ROOT = join(import.meta.dirname, '..');
const VARIABLES = ['API_PORT', 'WEB_PORT', 'SUPABASE_PORT', 'SMTP_IN_PORT', 'SIM_PORT', 'SIM_SMTP_PORT'] as const;

/** Nothing of the machine's own configuration may reach a start under test, least of all a real database. */
const NEUTRAL = { DATABASE_URL: '', SUPABASE_URL: '', SUPABASE_ANON_KEY: '', DEMO: '', DEMO_PASSWORD: '' };
const HAS_PROC = existsSync('/proc/self');

type Env = Record<(typeof VARIABLES)[number] | 'DATA_DIR', string>;

let env: Env;
let running: Start[] = [];

beforeEach(async () => {
  const ports = await Promise.all(VARIABLES.map(() => freePort()));
  env = {
    ...(Object.fromEntries(VARIABLES.map((name, index) => [name, String(ports[index])])) as Env),
    DATA_DIR: await mkdtemp(join(tmpdir(), 'switchboard-start-')),
  };
});

afterEach(async () => {
  for (const start of running) {
    start.child.kill('SIGKILL');
    await start.ended;
  }
  running = [];
  await rm(env.DATA_DIR, { recursive: true, force: true });
});

class Start {
  output = '';
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;

  constructor(changes: Record<string, string> = {}, script = 'scripts/start.ts') {
    this.child = spawn(process.execPath, [script], {
      cwd: ROOT,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...NEUTRAL, ...env, ...changes },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8').on('data', (chunk: string) => (this.output += chunk));
    }
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
    running.push(this);
  }

  async untilReady(): Promise<void> {
    const ready = new Promise<void>((resolve) => {
      this.child.stdout?.on('data', () => this.output.includes('Ctrl-C stops everything') && resolve());
    });
    const code = await Promise.race([ready, this.ended]);
    if (code !== undefined) throw new Error(`It ended with ${code}:\n${this.output}`);
  }
}

/** Processes that carry the data directory in their arguments or environment, as all of ours do. */
async function processes(): Promise<{ pid: number; command: string }[]> {
  const pids = HAS_PROC ? (await readdir('/proc')).filter((name) => /^\d+$/.test(name)) : [];
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const [command, environment] = await Promise.all([read('cmdline'), read('environ')]);
      const isOurs = `${command}${environment}`.includes(env.DATA_DIR);
      return isOurs ? [{ pid: Number(pid), command: command.replaceAll('\0', ' ') }] : [];
    }),
  );
  return found.flat();
}

async function untilNothingIsLeft(): Promise<void> {
  while ((await processes()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));
  for (const name of VARIABLES)
    expect({ name, free: await isPortFree(Number(env[name])) }).toEqual({ name, free: true });
}

describe('pnpm start', () => {
  it('brings up everything, stops on SIGTERM, and has the same portal the next time', async () => {
    const first = new Start();
    await first.untilReady();
    const page = await fetch(`http://127.0.0.1:${env.WEB_PORT}/inbox`);
    expect(await page.text()).toContain('<div id="root">');
    const config = (await (await fetch(`http://127.0.0.1:${env.WEB_PORT}/config.json`)).json()) as Record<
      string,
      string
    >;
    expect(config['apiUrl']).toBe(`http://localhost:${env.API_PORT}`);
    expect((await fetch(`http://127.0.0.1:${env.API_PORT}/health/ready`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${env.SIM_PORT}/`)).status).toBe(200);

    const password = /with password {2}(\S+)/.exec(first.output)?.[1] ?? '';
    expect((await readFile(join(env.DATA_DIR, 'demo-password'), 'utf8')).trim()).toBe(password);
    expect((await stat(join(env.DATA_DIR, 'demo-password'))).mode & 0o777).toBe(0o600);
    const signIn = () =>
      createClient(config['supabaseUrl'] ?? '', config['supabaseAnonKey'] ?? '').auth.signInWithPassword({
        email: 'admin@demo.test',
        password,
      });
    expect((await signIn()).error).toBeNull();

    first.child.kill('SIGTERM');
    expect(await first.ended).toBe(0);
    expect(await processes()).toEqual([]);
    await untilNothingIsLeft();

    const second = new Start();
    await second.untilReady();
    expect(second.output).toContain(password);
    expect((await signIn()).error).toBeNull();
    second.child.kill('SIGINT');
    expect(await second.ended).toBe(0);
    await untilNothingIsLeft();
  });

  it('leaves nothing behind even when it is killed', async () => {
    const start = new Start({ DEMO: '0' });
    await start.untilReady();
    expect(start.output).toContain('the first visitor becomes its owner');
    process.kill(-(start.child.pid as number), 'SIGKILL');
    await untilNothingIsLeft();
  });

  it('stops when npx is told to end, which does so without a word to its children', async () => {
    const npx = join(env.DATA_DIR, 'npx.cjs');
    await writeFile(
      npx,
      `require('node:child_process').spawn(process.execPath, ['scripts/start.ts'], { stdio: 'inherit' });`,
    );
    const start = new Start({ DEMO: '0' }, npx);
    await start.untilReady();
    start.child.kill('SIGTERM');
    await start.ended;
    expect(start.output).toContain('Stopped.');
    await untilNothingIsLeft();
  });

  (HAS_PROC ? it : it.skip)('stops everything and says why when a part of it dies', async () => {
    const start = new Start({ DEMO: '0' });
    await start.untilReady();
    const simulator = (await processes()).find(({ command }) => command.includes('simulator'));
    process.kill(simulator?.pid ?? 0, 'SIGKILL');
    expect(await start.ended).toBe(1);
    expect(start.output).toContain('The simulator has ended by itself.');
    await untilNothingIsLeft();
  });

  it('says in one line which port is taken and how to move it', async () => {
    const server = createServer().listen(Number(env.SMTP_IN_PORT), '127.0.0.1');
    const start = new Start();
    expect(await start.ended).toBe(1);
    expect(start.output.trim()).toMatch(
      new RegExp(`^Port ${env.SMTP_IN_PORT} \\(SMTP_IN_PORT\\) is taken: .* SMTP_IN_PORT=\\d+ npx pnpm@12 start$`),
    );
    expect(await processes()).toEqual([]);
    server.close();
  });

  it.each([
    [{ WEB_PORT: 'eighty' }, 'WEB_PORT must be a port number between 1 and 65535, not "eighty".'],
    [{ DEMO_PASSWORD: 'short' }, 'DEMO_PASSWORD is too short: people sign in with at least 8 characters.'],
    [{ DATABASE_URL: 'postgresql://db/x' }, 'also set SUPABASE_URL and SUPABASE_ANON_KEY'],
  ])('explains a setting that cannot be: %o', async (changes, explanation) => {
    const start = new Start(changes);
    expect(await start.ended).toBe(1);
    expect(start.output).toContain(explanation);
    expect(start.output.trim()).not.toContain('\n');
  });
});
