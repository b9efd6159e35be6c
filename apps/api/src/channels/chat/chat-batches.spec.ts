import { conversations } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { IngestRepository } from '../ingest/ingest.repository.ts';
import { ChatBatches } from './chat-batches.ts';
import { ChatProviders } from './chat-providers.ts';

/** A webhook of a message, as far as it matters here. */
interface Given {
  id: string;
  phone: string;
  name?: string;
  text?: string;
  type?: string;
}

describe('chat messages that come many at once', () => {
  let app: TestApp;
  let admin: SignedIn;
  let accountId: string;
  const slug = 'batch';

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    const { rows } = await app.database.pool.query<{ id: string }>(
      `insert into channel_accounts (channel, provider, name, address, slug, config)
       values ('whatsapp', 'interakt', 'Batch', '+911140000099', $1, '{}') returning id`,
      [slug],
    );
    accountId = rows[0]!.id;
  });

  afterAll(() => app.close());

  /** Puts deliveries into the ledger as a door that nobody works behind, and hands them over together. */
  async function take(given: Given[]): Promise<{ ids: number[]; left: number[] }> {
    const stored = await app.get(IngestRepository).insert(
      given.map((one) => {
        const body = bodyOf(one);
        return {
          provider: 'interakt',
          account: slug,
          accountId,
          externalId: `${one.type ?? 'msg'}:${one.id}`,
          kind: one.type ?? 'message_received',
          headers: {},
          contentType: 'application/json',
          body,
          bodySize: body.length,
          status: 'received' as const,
          reason: null,
        };
      }),
    );
    const events = [...stored.values()].sort((a, b) => a.id - b.id);
    const [provider] = app.get(ChatProviders).all;
    const left = await app.get(ChatBatches).take(provider!, events);
    return { ids: events.map(({ id }) => id), left };
  }

  const outcomes = async (ids: number[]) => {
    const { rows } = await app.database.pool.query<{ status: string }>(
      'select status from inbound_events where id = any($1) order by id',
      [ids],
    );
    return rows.map(({ status }) => status);
  };

  const chatsOf = async (phone: string) => {
    const { items } = await admin.client(conversations.list, { query: { view: 'all', limit: 100 } });
    const { rows } = await app.database.pool.query<{ customerId: string }>(
      'select customer_id as "customerId" from customer_identities where value = $1',
      [phone],
    );
    return items.filter(({ customerId }) => customerId === rows[0]?.customerId);
  };

  it('open a conversation for each customer, and go on with the one that is open', async () => {
    const phones = ['+919000021001', '+919000021002', '+919000021003'];
    const first = await take(phones.map((phone, at) => ({ id: `a${at}`, phone, name: `Customer ${at}` })));
    expect(first.left).toEqual([]);
    expect(await outcomes(first.ids)).toEqual(['processed', 'processed', 'processed']);
    const second = await take(phones.map((phone, at) => ({ id: `b${at}`, phone, text: `again ${at}` })));
    expect(second.left).toEqual([]);
    for (const [at, phone] of phones.entries()) {
      expect(await chatsOf(phone)).toMatchObject([
        { customerName: `Customer ${at}`, messageCount: 2, unreadCount: 2, preview: `again ${at}`, status: 'open' },
      ]);
    }
  });

  it('leave what is not clear: a second message of a customer, one that is stored, what is no message', async () => {
    const { left } = await take([
      { id: 'c0', phone: '+919000021011' },
      { id: 'c1', phone: '+919000021011' },
      { id: 'c2', phone: '+919000021012' },
      { id: 'a0', phone: '+919000021001', type: 'again' },
      { id: 'c3', phone: '+919000021013', type: 'message_api_delivered' },
      { id: 'c4', phone: 'nobody' },
    ]);
    const { rows } = await app.database.pool.query<{ id: string; key: string }>(
      'select id, external_id as key from inbound_events where id = any($1)',
      [left],
    );
    expect(left).toHaveLength(4);
    expect(rows.map(({ key }) => key.split(':').at(-1) ?? '').sort()).toEqual(['a0', 'c1', 'c3', 'c4']);
    expect(await chatsOf('+919000021001')).toMatchObject([{ messageCount: 2 }]);
  });

  it('bring back what was left to the customer, and what was solved', async () => {
    const phones = ['+919000021021', '+919000021022'];
    await take(phones.map((phone, at) => ({ id: `d${at}`, phone })));
    const [pending, solved] = (await Promise.all(phones.map(chatsOf))).flat();
    await admin.client(conversations.update, { params: { id: pending!.id }, body: { status: 'pending' } });
    await admin.client(conversations.update, { params: { id: solved!.id }, body: { status: 'solved' } });
    expect((await take(phones.map((phone, at) => ({ id: `e${at}`, phone })))).left).toEqual([]);
    for (const phone of phones) expect(await chatsOf(phone)).toMatchObject([{ status: 'open', messageCount: 2 }]);
    const { rows } = await app.database.pool.query<{ payload: object }>(
      `select payload from events where type = 'conversation.status_changed' and conversation_id = $1 and actor_type = 'customer'`,
      [solved!.id],
    );
    expect(rows).toEqual([{ payload: { from: 'solved', to: 'open' } }]);
  });
});

function bodyOf({ id, phone, name, text = 'hello', type }: Given): Buffer {
  return Buffer.from(
    JSON.stringify({
      type: type === 'message_api_delivered' ? type : 'message_received',
      data: {
        customer: { channel_phone_number: phone.replace('+', ''), traits: { name: name ?? '' } },
        message: { id, message: text, message_content_type: 'Text', received_at_utc: new Date().toISOString() },
      },
    }),
  );
}
