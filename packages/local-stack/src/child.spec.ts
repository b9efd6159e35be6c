import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lastLines, startChild } from './child.ts';
import { freePort, isPortFree, waitForPort } from './ports.ts';

let folder: string;
let logFile: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'child-'));
  logFile = join(folder, 'child.log');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

function node(script: string, onOutput?: (chunk: string) => void) {
  return startChild({
    command: process.execPath,
    args: ['-e', script],
    env: process.env,
    logFile,
    ...(onOutput && { onOutput }),
  });
}

describe('startChild', () => {
  it('writes what the child says to its log, and tells how it ended', async () => {
    const child = await node("console.log('one'); console.error('two'); process.exitCode = 3");
    expect(await child.exited).toEqual({ code: 3, signal: null });
    expect(await readFile(logFile, 'utf8')).toBe('one\ntwo\n');
    expect(await lastLines(logFile, 1)).toBe('two');
  });

  it('passes the output on when asked', async () => {
    let heard = '';
    const child = await node("console.log('hello')", (chunk) => (heard += chunk));
    await child.exited;
    expect(heard).toBe('hello\n');
    expect(await readFile(logFile, 'utf8')).toBe('hello\n');
  });

  it('lets a child finish on stop, and kills one that does not listen, with its own children', async () => {
    const polite = await node(
      "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up')",
      () => undefined,
    );
    await until(() => readFile(logFile, 'utf8'), 'up\n');
    await polite.stop();
    expect(await polite.exited).toEqual({ code: 0, signal: null });

    const port = await freePort();
    const grandchild = `process.on('SIGTERM', () => {}); require('node:net').createServer().listen(${port}, '127.0.0.1')`;
    const deaf = await node(
      `process.on('SIGTERM', () => {}); require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}]); setInterval(() => {}, 1000)`,
    );
    await waitForPort(port);
    await deaf.stop(100);
    expect((await deaf.exited).signal).toBe('SIGKILL');
    await until(async () => isPortFree(port), true);
  });

  it('takes the child along when this process is killed', async () => {
    const port = await freePort();
    const module = fileURLToPath(new URL('./child.ts', import.meta.url));
    const serve = `require('node:net').createServer().listen(${port}, '127.0.0.1')`;
    const options = { command: process.execPath, args: ['-e', serve], env: {}, logFile };
    const owner = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `const { startChild } = await import(${JSON.stringify(module)});
       await startChild(${JSON.stringify(options)});
       setInterval(() => {}, 1000);`,
    ]);
    await waitForPort(port);
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    await until(async () => isPortFree(port), true);
  });
});

async function until<T>(look: () => Promise<T>, wanted: T): Promise<void> {
  while ((await look()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 20));
}
