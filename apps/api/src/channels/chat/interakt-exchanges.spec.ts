import { conversations, ledger, whatsappAccounts, whatsappTemplates, type Message } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';
import exchanges from './providers/interakt/fixtures/exchanges.json' with { type: 'json' };

const PHONE = '+919000000001';
const CAMPAIGN = '77aa0000-9571-4a2e-98c4-000000000020';
const API = 'cb6dba51-9571-4a2e-98c4-000000000010';

interface Step {
  what: string;
  body: object;
  /** The ledger's verdict. */
  status: 'processed' | 'ignored';
  reason?: string;
  externalId?: string;
  /** What the customer's conversation shows of it. */
  shows?: { id: string; message: object };
}

const { campaign_delivered: delivered, workflow_steps: workflow, account_and_template_events: news } = exchanges;
const campaign = (type: string, change: object = {}) => ({
  ...delivered,
  type,
  data: { ...delivered.data, message: { ...delivered.data.message, ...change } },
});
const answer = (at: number) => ({
  question: ['What would you like to return?', 'What is wrong with it?', 'Please send a picture'][at],
  answer: ['The blue pot', 'It is broken', 'pot.jpeg'][at],
});

/** Every documented webhook, in an order in which they may come, and what follows from each. */
const steps: Step[] = [
  {
    what: 'a text',
    body: exchanges.received_text_signed,
    status: 'processed',
    externalId: 'msg:e8ff0ab7-b8f9-443a-9482-000000000001',
    shows: {
      id: 'e8ff0ab7-b8f9-443a-9482-000000000001',
      message: { direction: 'inbound', text: 'Thank you', contentType: 'text', occurredAt: '2022-06-03T05:57:57.359Z' },
    },
  },
  {
    what: 'a choice from a list',
    body: exchanges.received_list_reply,
    status: 'processed',
    shows: {
      id: 'e8ff0ab7-b8f9-443a-9482-000000000002',
      message: {
        text: 'Order status',
        contentType: 'list_reply',
        chat: { choice: { title: 'Order status', description: 'Track my order' } },
      },
    },
  },
  {
    what: 'a picture with a caption',
    body: exchanges.received_image,
    status: 'processed',
    shows: {
      id: 'e8ff0ab7-b8f9-443a-9482-000000000004',
      message: { text: 'leaf photo', contentType: 'image', attachments: [{ filename: 'image.jpeg' }] },
    },
  },
  {
    what: 'the status of a template that another system sent',
    body: exchanges.api_sent,
    status: 'processed',
    externalId: `status:${API}:message_api_sent`,
    shows: {
      id: API,
      message: {
        direction: 'outbound',
        author: { type: 'bot', name: 'Another system' },
        text: 'Hello A123',
        contentType: 'template',
        delivery: { state: 'sent' },
        chat: { origin: 'api', template: { name: 'order_update', language: 'en' } },
      },
    },
  },
  {
    what: 'its delivery',
    body: exchanges.api_delivered,
    status: 'processed',
    shows: { id: API, message: { delivery: { state: 'delivered', deliveredAt: '2022-06-03T06:00:02.000Z' } } },
  },
  {
    what: 'its reading',
    body: exchanges.api_read,
    status: 'processed',
    shows: { id: API, message: { delivery: { state: 'read', readAt: '2022-06-03T06:05:00.000Z' } } },
  },
  {
    what: 'a failure of what was read, which cannot be',
    body: exchanges.api_failed,
    status: 'processed',
    reason: 'It came late or twice, and changed nothing.',
    shows: { id: API, message: { delivery: { state: 'read', error: null } } },
  },
  {
    what: 'a tap on a link',
    body: exchanges.api_clicked_cta,
    status: 'processed',
    shows: { id: API, message: { chat: { clicks: [{ text: 'Track', link: 'https://example.com/t/A123' }] } } },
  },
  {
    what: 'a tap on a quick reply',
    body: exchanges.api_clicked_quick_reply,
    status: 'processed',
    shows: { id: API, message: { chat: { clicks: [{ text: 'Track' }, { text: 'Yes', link: null }] } } },
  },
  {
    what: 'the delivery of a campaign',
    body: delivered,
    status: 'processed',
    externalId: `status:${CAMPAIGN}:message_campaign_delivered`,
    shows: {
      id: CAMPAIGN,
      message: {
        direction: 'outbound',
        author: { type: 'bot', name: 'WhatsApp campaign' },
        text: 'Thank you',
        contentType: 'template',
        delivery: { state: 'delivered' },
        chat: { origin: 'campaign' },
      },
    },
  },
  {
    what: 'its sending, late',
    body: campaign('message_campaign_sent', { message_status: 'Sent' }),
    status: 'processed',
    reason: 'It came late or twice, and changed nothing.',
    shows: { id: CAMPAIGN, message: { delivery: { state: 'delivered' } } },
  },
  {
    what: 'its reading',
    body: campaign('message_campaign_read', { message_status: 'Read', seen_at_utc: '2022-06-03T06:09:00' }),
    status: 'processed',
    shows: { id: CAMPAIGN, message: { delivery: { state: 'read', readAt: '2022-06-03T06:09:00.000Z' } } },
  },
  {
    what: 'the failure of another campaign',
    body: campaign('message_campaign_failed', {
      id: 'failed-campaign',
      channel_error_code: 131049,
      channel_failure_reason: 'healthy ecosystem engagement',
    }),
    status: 'processed',
    shows: {
      id: 'failed-campaign',
      message: {
        delivery: {
          state: 'failed',
          error: 'WhatsApp held it back, as the customer gets many such messages (131049)',
        },
      },
    },
  },
  {
    what: 'the second step of a workflow, before the first',
    body: workflow[1]!,
    status: 'processed',
    externalId: 'workflow:6f5e0000-0000-4000-8000-000000000001:a2',
    shows: {
      id: 'workflow:6f5e0000-0000-4000-8000-000000000001',
      message: {
        direction: 'inbound',
        contentType: 'workflow',
        text: 'What would you like to return?\nThe blue pot\n\nWhat is wrong with it?\nIt is broken',
        chat: { workflow: { title: 'Return request', answers: [answer(0), answer(1)] } },
      },
    },
  },
  {
    what: 'the first step, late',
    body: workflow[0]!,
    status: 'processed',
    reason: 'It came late or twice: later answers are known already.',
    shows: {
      id: 'workflow:6f5e0000-0000-4000-8000-000000000001',
      message: {
        occurredAt: '2025-01-10T09:00:01.000Z',
        chat: { workflow: { answers: [answer(0), answer(1)] } },
      },
    },
  },
  {
    what: 'the third step, with a picture',
    body: workflow[2]!,
    status: 'processed',
    shows: {
      id: 'workflow:6f5e0000-0000-4000-8000-000000000001',
      message: {
        chat: { workflow: { answers: [answer(0), answer(1), answer(2)] } },
        attachments: [{ filename: 'pot.jpeg' }],
      },
    },
  },
  ...[...news, exchanges.account_alert].map((body): Step => ({ what: body.type, body, status: 'processed' })),
  {
    what: 'a type that nobody knows',
    body: { type: 'message_hologram', data: {} },
    status: 'ignored',
    reason: 'Nothing follows from message_hologram.',
  },
];

describe('every documented webhook of Interakt', () => {
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    chat = await startChat(app, admin);
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
  });

  const newest = async (kind: string) => (await admin.client(ledger.list, { query: { kind } })).items[0];
  const conversation = async () => {
    const { items } = await admin.client(conversations.list, { query: { channel: 'whatsapp', status: 'any' } });
    expect(items.map(({ customerName }) => customerName)).toEqual(['Ramesh K']);
    return items[0]!;
  };
  const shown = async (externalId: string): Promise<Message | undefined> => {
    const row = await app.database
      .tables<'messages'>()
      .selectFrom('messages')
      .select('id')
      .where('externalId', '=', externalId)
      .executeTakeFirstOrThrow();
    return (await chat.thread((await conversation()).id)).find(({ id }) => id === row.id);
  };

  it.each(steps)('$what: $status', async ({ body, status, reason, externalId, shows }) => {
    const raw = JSON.stringify(body);
    const response = await chat.post(raw);
    expect({ status: response.status, body: await response.json() }).toEqual({
      status: 200,
      body: { received: true, duplicate: false },
    });
    const { type } = body as { type: string };
    let row = await newest(type);
    while (row?.status === 'received') row = await newest(type);
    expect(row).toMatchObject({ status, reason: reason ?? null, ...(externalId ? { externalId } : {}) });
    if (shows) expect(await shown(shows.id)).toMatchObject(shows.message);
    expect(await (await chat.post(raw)).json()).toEqual({ received: true, duplicate: true });
  });

  it('answers the dashboard’s ping, signed or not, and keeps nothing', async () => {
    const before = await admin.client(ledger.list, { query: { limit: 1 } });
    const response = await chat.post(JSON.stringify(exchanges.webhook_test_ping), { 'interakt-signature': '' });
    expect(response.status).toBe(200);
    expect((await admin.client(ledger.list, { query: { limit: 1 } })).items[0]?.id).toBe(before.items[0]?.id);
  });

  it('left the row of the inbox to people: neither a campaign nor another system answers a customer', async () => {
    expect(await conversation()).toMatchObject({
      customerName: 'Ramesh K',
      status: 'open',
      lastDirection: 'inbound',
      preview: expect.stringContaining('What would you like to return?') as unknown,
      waitingSince: '2022-06-03T05:57:57.359Z',
      lastInboundAt: '2025-01-10T09:00:03.000Z',
    });
    const { items } = await admin.client(conversations.list, { query: { status: 'any' } });
    const customers = await app.database
      .tables<'customerIdentities'>()
      .selectFrom('customerIdentities')
      .selectAll()
      .execute();
    expect({ conversations: items.length, numbers: customers.map(({ value }) => value) }).toEqual({
      conversations: 1,
      numbers: [PHONE],
    });
  });

  it('shows administrators what became of the account and of templates', async () => {
    const [account] = (await admin.client(whatsappAccounts.list, {})).items;
    expect(account?.notices.map(({ kind, severity }) => [kind, severity]).toSorted()).toEqual([
      ['account_alerts', 'critical'],
      ['account_review_update', 'info'],
      ['account_update', 'info'],
      ['business_capability_update', 'info'],
      ['phone_number_quality_update', 'warning'],
    ]);
    const { items } = await admin.client(whatsappTemplates.list, { params: { id: chat.accountId }, query: {} });
    expect(items).toMatchObject([
      {
        name: 'order_update',
        language: 'en',
        status: 'rejected',
        statusReason: expect.stringMatching(/incorrect category/i) as unknown,
        performance: { template_id: '123' },
      },
    ]);
  });

  it('begins a solved conversation with a campaign to somebody new, and brings it back when they answer', async () => {
    const customer = { channel_phone_number: '919000000055', traits: { name: 'Somebody New' } };
    const sent = { ...campaign('message_campaign_sent', { id: 'to-new' }) };
    await chat.post(JSON.stringify({ ...sent, data: { ...sent.data, customer } }));
    const solved = async (status: 'solved' | 'open') => {
      for (;;) {
        const { items } = await admin.client(conversations.list, { query: { status } });
        const found = items.find(({ customerName }) => customerName === 'Somebody New');
        if (found) return found;
      }
    };
    const before = await solved('solved');
    const body = { ...exchanges.received_text_signed.data, customer };
    await chat.post(
      JSON.stringify({ type: 'message_received', data: { ...body, message: { ...body.message, id: 'from-new' } } }),
    );
    const after = await solved('open');
    expect({ id: after.id, messageCount: after.messageCount }).toEqual({ id: before.id, messageCount: 2 });
  });
});
