import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTools } from './tools.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tools-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('findTools', () => {
  it('takes the browser that it is pointed to', async () => {
    const browser = join(folder, 'browser');
    await writeFile(browser, '');
    await chmod(browser, 0o755);
    expect(findTools({ CHROMIUM_PATH: browser }).env.CHROMIUM_PATH).toBe(browser);
  });

  it('finds programs in PATH, and says how to get each one that is not there', async () => {
    const server = join(folder, 'redis-server');
    await writeFile(server, '');
    await chmod(server, 0o755);
    const { missing, env } = findTools({ PATH: folder });
    expect(env.HAVE_REDIS).toBe('1');
    expect(missing).toHaveLength([env.CHROMIUM_PATH, env.HAVE_DOVECOT].filter((value) => value === '').length);
    for (const line of missing) expect(line).toMatch(/sudo apt-get install \S+ · macOS: brew install \S+/);
  });
});
