import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { JobQueue } from './job-queue.ts';
import { JobSignal } from './job-signal.ts';

describe('a job of a node without workers', () => {
  let api: TestApp;
  let worker: TestApp;

  beforeAll(async () => {
    api = await startTestApp({ ROLE: 'api' });
    worker = await startTestApp({ ROLE: 'worker', DATABASE_URL: api.databaseUrl });
  });

  afterAll(async () => {
    await worker.close();
    await api.close();
  });

  it('is told to those that have some, once it is committed', async () => {
    const { promise: heard, resolve } = Promise.withResolvers<string>();
    worker.get(JobSignal).onEnqueued(resolve);
    await api.database.transaction(async () => {
      await api.get(JobQueue).enqueue('chat.send', { messageId: randomUUID() });
    });
    expect(await heard).toBe('chat.send');
  });
});
