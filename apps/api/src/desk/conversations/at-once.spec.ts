import { randomUUID } from 'node:crypto';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { CustomersService } from '../customers/customers.service.ts';
import { IntakeService, type Place } from './intake.service.ts';

let app: TestApp;
let accountId: string;
beforeAll(async () => {
  app = await startTestApp({ DATABASE_POOL_SIZE: '12' });
  const { rows } = await app.database.pool.query<{ id: string }>(
    `insert into channel_accounts (channel, provider, slug, name, address)
     values ('email', 'imap', 'support', 'Support', 'support@demo.test') returning id`,
  );
  accountId = rows[0]!.id;
}, 60_000);
afterAll(() => app?.close());

async function customer(name: string): Promise<string> {
  const value = `${randomUUID()}@example.test`;
  return (await app.get(CustomersService).resolve({ kind: 'email', value, name }))!.id;
}

async function receive(customerId: string, place: Place | null = null): Promise<string> {
  const { conversationId } = await app.get(IntakeService).receive({
    channel: 'email',
    accountId,
    customerId,
    customerName: 'Asha',
    externalId: randomUUID(),
    text: 'Hello',
    contentType: 'text',
    subject: 'Cup',
    occurredAt: new Date(),
    inboundEventId: null,
    place,
    attachments: [],
  });
  return conversationId;
}

const failed = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work)).filter(({ status }) => status === 'rejected');

const counted = async (...ids: string[]) => {
  const { rows } = await app.database.pool.query<{ id: string; conversation_count: number }>(
    'select id, conversation_count from customers where id = any($1)',
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.conversation_count);
};

it('cases that one customer opens at the same moment are all opened, and nobody waits in a circle', async () => {
  const asha = await customer('Asha');
  for (let round = 0; round < 5; round += 1) {
    expect(await failed(Array.from({ length: 8 }, () => receive(asha)))).toEqual([]);
  }
  expect(await counted(asha)).toEqual([40]);
});

it('nor do mails that join cases of the same customers the other way round', async () => {
  const [asha, dev] = [await customer('Asha'), await customer('Dev')];
  /** A mail that shows two cases to be one, which the later one begins. */
  const join = async (first: string, second: string) => {
    const conversationId = await receive(first);
    const later = await receive(second);
    return { conversationId, others: [later], bySeniorHead: [later, conversationId, null] };
  };
  for (let round = 0; round < 8; round += 1) {
    const places: Place[] = [];
    for (let at = 0; at < 8; at += 1) places.push(await (at % 2 ? join(asha, dev) : join(dev, asha)));
    expect(await failed(places.map((place) => receive(asha, place)))).toEqual([]);
  }
  expect(await counted(asha, dev)).toEqual([32, 32]);
});
