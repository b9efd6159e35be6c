import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startChild, waitForPort, type RunningChild } from '@switchboard/local-stack';
import { readEnvironment } from '../config/environment.ts';
import { RateLimiter } from './rate-limiter.ts';

function environment(more: NodeJS.ProcessEnv) {
  return readEnvironment({
    DATABASE_URL: 'postgres://none',
    SUPABASE_URL: 'http://127.0.0.1',
    SUPABASE_ANON_KEY: 'none',
    CREDENTIALS_KEY: Buffer.alloc(32).toString('base64'),
    RATE_LIMIT_PER_MINUTE: '4',
    ...more,
  });
}

/** How many of `count` requests each of the nodes lets through, one after the other. */
async function admitted(nodes: RateLimiter[], key: string, count: number): Promise<number> {
  let passed = 0;
  for (let index = 0; index < count; index += 1) {
    const node = nodes[index % nodes.length];
    await node?.take('request', key).then(
      () => (passed += 1),
      (error: unknown) => expect(error).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) }),
    );
  }
  return passed;
}

describe('a budget', () => {
  const limiter = new RateLimiter(environment({}));

  it('is each key’s own', async () => {
    expect(await admitted([limiter], 'one', 6)).toBe(4);
    expect(await admitted([limiter], 'two', 3)).toBe(3);
  });

  it('can be given back and begun anew', async () => {
    expect(await admitted([limiter], 'three', 4)).toBe(4);
    await limiter.giveBack('request', 'three');
    expect(await admitted([limiter], 'three', 2)).toBe(1);
    await limiter.reset('request', 'three');
    expect(await admitted([limiter], 'three', 5)).toBe(4);
  });
});

const whereRedisIs = process.env['HAVE_REDIS'] ? describe : describe.skip;

whereRedisIs('several nodes', () => {
  let folder: string;
  let redis: RunningChild;
  let nodes: RateLimiter[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'switchboard-redis-'));
    const port = await freePort();
    redis = await startChild({
      command: 'redis-server',
      args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
      env: process.env,
      logFile: join(folder, 'redis.log'),
    });
    await waitForPort(port);
    nodes = [1, 2].map(() => new RateLimiter(environment({ REDIS_URL: `redis://127.0.0.1:${port}` })));
    await Promise.all(nodes.map((node) => node.onModuleInit()));
  });

  afterAll(async () => {
    for (const node of nodes) node.onApplicationShutdown();
    await redis.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('share one budget', async () => {
    expect(await admitted(nodes, 'shared', 8)).toBe(4);
  });

  it('count on their own while Redis is away', async () => {
    await redis.stop();
    expect(await admitted(nodes, 'away', 12)).toBe(8);
  });
});
