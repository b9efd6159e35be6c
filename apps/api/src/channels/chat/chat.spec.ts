import { randomUUID } from 'node:crypto';
import { conversations, customers, ledger, whatsappAccounts } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { testFiles } from '../../testing/test-files.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, SECRET, startChat } from '../../testing/test-chat.ts';

describe('WhatsApp by Interakt', () => {
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

  const reply = (id: string, text: string, more: object = {}) =>
    admin.client(conversations.reply, { params: { id }, body: { clientKey: randomUUID(), text, ...more } });

  const rejected = async () => (await admin.client(ledger.list, { query: { status: 'rejected' } })).items;

  it('carries a message to the inbox, an answer to the phone, and its ticks back, live', async () => {
    const agent = await app.signInAs({ role: 'supervisor' });
    const socket = await agent.connect('/chats');
    await socket.next('ready');
    const asha = chat.simulator.customer({ name: 'Asha Rao', phone: '+919000000001' });
    await asha.write('Where is my order A-1042?');

    const arrived = await socket.next('message', ({ cause }) => cause === 'message.received');
    expect(arrived.conversation).toMatchObject({
      channel: 'whatsapp',
      accountId: chat.accountId,
      customerName: 'Asha Rao',
      preview: 'Where is my order A-1042?',
      unreadCount: 1,
    });
    expect(arrived.message).toMatchObject({
      text: 'Where is my order A-1042?',
      direction: 'inbound',
      contentType: 'text',
    });
    const triaged = await socket.next('message', ({ cause }) => cause === 'triage.completed');
    expect(triaged.conversation).toMatchObject({ suggestedTeam: 'dispatch', summary: 'Where is my order A-1042?' });
    const customer = await admin.client(customers.get, { params: { id: arrived.conversation.customerId } });
    expect(customer.identities).toMatchObject([{ kind: 'phone', value: '+919000000001' }]);

    const sent = await reply(arrived.conversation.id, 'It is on its way.');
    expect(sent.delivery.state).toBe('queued');
    const onPhone = await asha.waitForChat((message) => message.status === 'delivered');
    expect(onPhone).toMatchObject({ text: 'It is on its way.', callbackData: sent.id });
    await socket.next('message', ({ message }) => message.id === sent.id && message.delivery.state === 'delivered');
    await asha.openChat();
    const read = await socket.next(
      'message',
      ({ message }) => message.id === sent.id && message.delivery.state === 'read',
    );
    expect(read.message.delivery).toMatchObject({ error: null });
    expect(read.message.delivery.readAt).not.toBeNull();
    await asha.closeChat();
  });

  it('keeps one conversation for many messages at once, however the number is written', async () => {
    const vikram = chat.simulator.customer({ name: 'Vikram Nair', phone: '+919000000002' });
    await Promise.all(Array.from({ length: 12 }, (_, at) => vikram.write(`Message ${at}`)));
    const conversation = await chat.conversationOf(vikram);
    await chat.untilMessage(conversation.id, () => true);
    for (;;) if ((await chat.thread(conversation.id)).length === 12) break;
    const { items } = await admin.client(conversations.list, {
      query: { customerId: conversation.customerId, status: 'active' },
    });
    expect(items).toHaveLength(1);
  });

  it('takes the same delivery once, and says that it was there', async () => {
    const meera = chat.simulator.customer({ name: 'Meera Pillai', phone: '+919000000003' });
    await meera.write('Only once');
    const conversation = await chat.conversationOf(meera);
    const { body } = chat.simulator.interakt.webhooks.deliveries.find((delivery) =>
      delivery.body.includes('Only once'),
    )!;
    const again = await Promise.all([chat.post(body), chat.post(body), chat.post(body)]);
    for (const response of again) {
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ received: true, duplicate: true });
    }
    expect(await chat.thread(conversation.id)).toHaveLength(1);
  });

  it('refuses a wrong signature and keeps what came, without taking the place of the genuine one', async () => {
    const body = JSON.stringify({ type: 'account_update', data: { n: 1 } });
    for (const signature of ['sha256=00', 'sha256=', '', 'nonsense']) {
      const response = await chat.post(body, { 'interakt-signature': signature });
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: { code: 'bad_signature' } });
    }
    const [row] = await rejected();
    expect(row).toMatchObject({
      provider: 'interakt',
      account: 'main',
      status: 'rejected',
      reason: 'The signature does not fit the body.',
    });
    const shown = await admin.client(ledger.get, { params: { id: row!.id } });
    expect(shown.body).toBe(body);

    const genuine = await chat.post(body);
    expect(await genuine.json()).toEqual({ received: true, duplicate: false });
  });

  it('takes in what was refused for its signature, once the secret is right', async () => {
    const body = JSON.stringify({
      type: 'message_received',
      data: {
        customer: { channel_phone_number: '919000000077', traits: { name: 'Late Example' } },
        message: { id: 'late-1', message_content_type: 'Text', message: 'Signed with the secret of tomorrow' },
      },
    });
    const params = { id: chat.accountId };
    const replayed = async (id: number) => {
      let row = await admin.client(ledger.replay, { params: { id } });
      while (row.status === 'received') row = await admin.client(ledger.get, { params: { id } });
      return row;
    };
    await admin.client(whatsappAccounts.update, { params, body: { webhookSecret: 'a-secret-with-a-typing-error' } });
    expect((await chat.post(body)).status).toBe(401);
    const [row] = await rejected();

    expect(await replayed(row!.id)).toMatchObject({ status: 'rejected', reason: row!.reason });
    await admin.client(whatsappAccounts.update, { params, body: { webhookSecret: SECRET } });
    const taken = await replayed(row!.id);
    expect(taken).toMatchObject({
      status: 'processed',
      reason: expect.stringMatching(/taken in as entry \d+/) as unknown,
    });
    const id = Number(/\d+/.exec(taken.reason!)![0]);
    let genuine = await admin.client(ledger.get, { params: { id } });
    while (genuine.status === 'received') genuine = await admin.client(ledger.get, { params: { id } });
    expect(genuine).toMatchObject({ kind: 'message_received', status: 'processed' });
    expect((await replayed(row!.id)).reason).toContain('taken in meanwhile');
    const stored = await app.database.pool.query(`select count(*)::int as count from messages where body_text = $1`, [
      'Signed with the secret of tomorrow',
    ]);
    expect(stored.rows).toEqual([{ count: 1 }]);
  });

  it.each([
    ['not JSON', Buffer.from('{"type": '), 'not valid JSON'],
    ['nothing', Buffer.alloc(0), 'empty'],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 'UTF-8'],
    ['an array', Buffer.from('[1]'), 'not a JSON object'],
    ['an object without a type', Buffer.from('{}'), 'no type'],
    ['something endlessly nested', Buffer.from(`{"type":"x","a":${'['.repeat(500)}${']'.repeat(500)}}`), 'nested'],
  ])('keeps and shows what is signed but %s', async (_what, body, words) => {
    const response = await chat.post(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      error: { code: 'bad_request', message: expect.stringContaining(words) as unknown },
    });
    const [row] = await rejected();
    expect(row?.reason).toContain(words);
    expect(row?.bodySize).toBe(body.length);
  });

  it.each(['nonsense', '', 'multipart/form-data; boundary=x'])(
    'reads the bytes whatever type they claim: %j',
    async (type) => {
      const body = JSON.stringify({ type: 'message_received', data: {}, claimed: type });
      const response = await chat.post(body, { 'content-type': type });
      expect(await response.json()).toEqual({ received: true, duplicate: false });
    },
  );

  it('answers 413 to a body of 5 MB, and keeps its head for an admin to see', async () => {
    const size = 5 * 1024 * 1024;
    expect((await chat.post(Buffer.alloc(size, 'a'))).status).toBe(413);
    const [row] = await rejected();
    expect(row).toMatchObject({ bodySize: size, reason: expect.stringContaining('1048576') as unknown });
    const { body, ...told } = await admin.client(ledger.get, { params: { id: row!.id } });
    expect(body).toHaveLength(65_536);
    expect(told).toMatchObject({ bodyTruncated: true, bodyKept: 65_536, isReplayable: true });
    expect((await chat.post(Buffer.alloc(9 * 1024 * 1024))).status).toBe(413);
  });

  it('answers 404 for an account that is not there', async () => {
    const unknown = await chat.post('{"type":"x"}', {}, '/webhooks/interact/nobody');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({ error: { code: 'not_found' } });
  });

  it('answers a test of the connection and keeps nothing of it', async () => {
    const before = (await admin.client(ledger.list, { query: {} })).items[0]?.id;
    const response = await fetch(`${app.url}/webhooks/interakt`, { method: 'POST', body: '{"type":"Webhook Test"}' });
    expect(response.status).toBe(200);
    expect((await admin.client(ledger.list, { query: {} })).items[0]?.id).toBe(before);
  });

  it('takes the webhook of the default account, and a call-back that is known by its secret only', async () => {
    const body = JSON.stringify({ type: 'workflow_response_update', data: { id: 'w1', responses: [{ id: 'a1' }] } });
    const response = await fetch(`${app.url}/webhooks/interakt?secret=${SECRET}`, { method: 'POST', body });
    expect(response.status).toBe(200);
    expect((await fetch(`${app.url}/webhooks/interakt?secret=wrong`, { method: 'POST', body })).status).toBe(401);
    for (;;) {
      const { items } = await admin.client(ledger.list, { query: { status: 'ignored' } });
      const row = items.find(({ externalId }) => externalId === 'workflow:w1:a1');
      if (row) break;
    }
  });

  it('moves a delivery state forward only, whatever order the statuses come in', async () => {
    const kiran = chat.simulator.customer({ name: 'Kiran Desai', phone: '+919000000004' });
    await kiran.write('hello');
    const conversation = await chat.conversationOf(kiran);
    chat.simulator.interakt.faults.plan(
      { kind: 'statuses', order: ['read', 'delivered', 'sent', 'failed', 'delivered', 'read'] },
      kiran.person.phone,
    );
    const { id } = await reply(conversation.id, 'in any order');
    await kiran.waitForChat((message) => message.callbackData === id);
    await chat.simulator.interakt.webhooks.idle();
    const message = await chat.untilMessage(conversation.id, (one) => one.id === id && one.delivery.state === 'read');
    expect(message.delivery).toMatchObject({ state: 'read', error: null });
    // Every status has been worked through, and the last word is still `read`.
    for (;;) {
      const { items } = await admin.client(ledger.list, { query: { status: 'received' } });
      if (items.length === 0) break;
    }
    expect((await chat.thread(conversation.id)).at(-1)?.delivery.state).toBe('read');
  });

  it('shows in words why a message failed, and sends it again when asked', async () => {
    const anil = chat.simulator.customer({ name: 'Anil Kumar', phone: '+919000000005' });
    await anil.write('hello');
    const conversation = await chat.conversationOf(anil);
    chat.simulator.interakt.faults.plan({ kind: 'statuses', order: ['sent', 'failed'] }, anil.person.phone);
    const { id } = await reply(conversation.id, 'again');
    const failed = await chat.untilMessage(conversation.id, (one) => one.id === id && one.delivery.state === 'failed');
    expect(failed.delivery.error).toBe('The number is not on WhatsApp (1013)');
    await admin.client(conversations.retry, { params: { id } });
    await chat.untilMessage(conversation.id, (one) => one.id === id && one.delivery.state === 'delivered');
  });

  it('fetches a picture after the message', async () => {
    const lena = chat.simulator.customer({ name: 'Lena Fischer', phone: '+919000000006' });
    const content = testFiles.png;
    await lena.sendFile({ content, contentType: 'image/png', filename: 'leaf.png' }, 'look');
    const conversation = await chat.conversationOf(lena);
    const message = await chat.untilMessage(conversation.id, ({ attachments }) => attachments[0]?.state === 'stored');
    expect(message).toMatchObject({ text: 'look', contentType: 'image' });
    expect(message.attachments[0]).toMatchObject({
      filename: 'leaf.png',
      contentType: 'image/png',
      sizeBytes: content.length,
    });
    const file = await fetch(message.attachments[0]!.url!.replace(/^https?:\/\/[^/]+/, app.url));
    expect(Buffer.from(await file.arrayBuffer())).toEqual(content);
  });

  it('never fetches a file from inside the network', async () => {
    const neel = chat.simulator.customer({ name: 'Neel Shah', phone: '+919000000007' });
    await neel.write('first');
    const conversation = await chat.conversationOf(neel);
    const sample = chat.simulator.interakt.webhooks.deliveries.find(({ body }) => body.includes('"first"'))!.body;
    const body = sample
      .replace(/"id":"[^"]+","chat_message_type"/, `"id":"${randomUUID()}","chat_message_type"`)
      .replace(
        '"message_content_type":"Text","media_url":null',
        '"message_content_type":"Image","media_url":"http://169.254.169.254/latest/meta-data/"',
      );
    expect((await chat.post(body)).status).toBe(200);
    const message = await chat.untilMessage(conversation.id, ({ attachments }) => attachments[0]?.state === 'failed');
    expect(message.attachments[0]?.url).toBeNull();
  });

  it('sends no free text once the window of 24 hours is closed', async () => {
    const tara = chat.simulator.customer({ name: 'Tara Iyer', phone: '+919000000008' });
    await tara.write('hello');
    const conversation = await chat.conversationOf(tara);
    await app.database
      .tables<'conversations'>()
      .updateTable('conversations')
      .set({ lastInboundAt: new Date(Date.now() - 24 * 3600 * 1000 - 1000) })
      .where('id', '=', conversation.id)
      .execute();
    expect(await refusal(reply(conversation.id, 'too late'))).toMatchObject({ status: 409, code: 'window_closed' });
  });

  it('sends the same reply once, however often it is asked to', async () => {
    const omar = chat.simulator.customer({ name: 'Omar Ali', phone: '+919000000009' });
    await omar.write('hello');
    const conversation = await chat.conversationOf(omar);
    const clientKey = randomUUID();
    const answers = await Promise.all([1, 2, 3].map(() => reply(conversation.id, 'once', { clientKey })));
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
    await omar.waitForChat((message) => message.status === 'delivered');
    expect(omar.chat.filter(({ from }) => from === 'business')).toHaveLength(1);
  });

  it('never sends again what may have been taken, and believes the status that tells', async () => {
    const rosa = chat.simulator.customer({ name: 'Rosa Diaz', phone: '+919000000010' });
    await rosa.write('hello');
    const conversation = await chat.conversationOf(rosa);
    chat.simulator.interakt.faults.plan({ kind: 'drop', accepted: true }, rosa.person.phone);
    const { id } = await reply(conversation.id, 'did it arrive?');
    await chat.untilMessage(conversation.id, (one) => one.id === id && one.delivery.state === 'delivered');
    expect(rosa.chat.filter(({ from }) => from === 'business')).toHaveLength(1);
  });

  it.each([
    ['the window', 'window_closed', 'only a template'],
    ['missing values', 'missing_variables', 'Missing variable values'],
    ['a wrong key', 'unauthorized', 'API key'],
  ] as const)('fails at once, with its words, when Interakt refuses for %s', async (_what, refusalName, words) => {
    const person = chat.simulator.customer({ name: `Refused ${refusalName}` });
    await person.write('hello');
    const conversation = await chat.conversationOf(person);
    chat.simulator.interakt.faults.plan({ kind: 'refuse', with: refusalName }, person.person.phone);
    const { id } = await reply(conversation.id, 'no');
    const failed = await chat.untilMessage(conversation.id, (one) => one.id === id && one.delivery.state === 'failed');
    expect(failed.delivery.error).toContain(words);
  });

  it('makes a customer known to Interakt and sends once more', async () => {
    const person = chat.simulator.customer({ name: 'Not Known' });
    await person.write('hello');
    const conversation = await chat.conversationOf(person);
    chat.simulator.interakt.faults.plan({ kind: 'refuse', with: 'unknown_customer' }, person.person.phone);
    const { id } = await reply(conversation.id, 'hello to you');
    const sent = await person.waitForChat((message) => message.status === 'delivered');
    expect(sent).toMatchObject({ callbackData: id, text: 'hello to you' });
  });

  it('tries again later when Interakt is busy', async () => {
    const person = chat.simulator.customer({ name: 'Busy Line' });
    await person.write('hello');
    const conversation = await chat.conversationOf(person);
    chat.simulator.interakt.faults.plan({ kind: 'refuse', with: 'rate_limited' }, person.person.phone);
    const { id } = await reply(conversation.id, 'patience');
    const sent = await person.waitForChat((message) => message.text === 'patience', 25_000);
    expect(sent.callbackData).toBe(id);
  }, 30_000);

  it('lets administrators manage accounts, without ever showing a secret', async () => {
    const { items } = await admin.client(whatsappAccounts.list, {});
    expect(items).toMatchObject([
      { slug: 'main', address: '+919000099999', webhookPath: '/webhooks/interact/main', isActive: true },
    ]);
    expect(JSON.stringify(items)).not.toContain(SECRET);
    const body = {
      provider: 'interakt' as const,
      slug: 'second',
      name: 'Second',
      address: '+91 90000 88888',
      apiKey: 'x',
      webhookSecret: 'long-enough',
    };
    const second = await admin.client(whatsappAccounts.create, { body });
    expect(second.apiBaseUrl).toBe('https://api.interakt.ai');
    expect(await refusal(admin.client(whatsappAccounts.create, { body }))).toMatchObject({ code: 'conflict' });
    expect(
      await refusal(
        admin.client(whatsappAccounts.create, { body: { ...body, slug: 'third', apiBaseUrl: 'http://10.0.0.1' } }),
      ),
    ).toMatchObject({ code: 'bad_request', details: [{ path: 'body.apiBaseUrl' }] });
    const off = await admin.client(whatsappAccounts.update, { params: { id: second.id }, body: { isActive: false } });
    expect(off).toMatchObject({ slug: 'second', isActive: false });
    expect((await chat.post('{"type":"x"}', {}, '/webhooks/interact/third')).status).toBe(404);
    const agent = await app.signInAs({ role: 'agent' });
    expect(await refusal(agent.client(whatsappAccounts.create, { body }))).toMatchObject({ code: 'forbidden' });
  });
});
