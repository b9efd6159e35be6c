import { randomUUID } from 'node:crypto';
import { createTestDatabase } from '@switchboard/local-stack';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';

const ROUNDS = 4;
/** One batch for each of four processors. */
const BATCH = 16;

describe('batches that meet the same customers in opposite order', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  let app: TestApp;
  let chat: Chat;

  beforeAll(async () => {
    database = await createTestDatabase();
    // Who waits in a circle waits for good here.
    const url = `${database.url}?options=${encodeURIComponent('-c deadlock_timeout=600000')}`;
    app = await startTestApp({ DATABASE_URL: url });
    chat = await startChat(app, await app.signInAs({ role: 'admin' }));
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
    await database.drop();
  });

  const said = (customer: number) =>
    JSON.stringify({
      type: 'message_received',
      data: {
        customer: { channel_phone_number: `91900000${String(1000 + customer)}` },
        message: { id: randomUUID(), message_content_type: 'Text', message: 'hello' },
      },
    });

  it('do not wait for each other in a circle', async () => {
    const forth = Array.from({ length: BATCH }, (_, at) => at);
    const crossing = [forth, forth.toReversed(), forth, forth.toReversed()].flat();
    for (let round = 1; round <= ROUNDS; round += 1) {
      const answers = await Promise.all(crossing.map((customer) => chat.post(said(customer))));
      expect(answers.map(({ status }) => status)).toEqual(crossing.map(() => 200));
      for (;;) {
        const { rows } = await app.database.pool.query<{ count: number }>(
          `select count(*)::int as count from inbound_events where status = 'processed'`,
        );
        if (rows[0]!.count === round * crossing.length) break;
      }
    }
    const { rows } = await app.database.pool.query<{ count: number }>('select count(*)::int as count from messages');
    expect(rows[0]!.count).toBe(ROUNDS * crossing.length);
  }, 60_000);
});
