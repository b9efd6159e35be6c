import { randomUUID } from 'node:crypto';
import { conversations, customers, whatsappTemplates } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';

describe('consent to be written to', () => {
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin', name: 'Asha Verma' });
    chat = await startChat(app, admin);
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
  });

  /** A customer who has written, of whom Interakt says that they agreed. */
  const met = async (name: string) => {
    const customer = chat.simulator.customer({ name });
    await customer.write('hello');
    const { id, customerId } = await chat.conversationOf(customer);
    const known = () => admin.client(customers.get, { params: { id: customerId } });
    const identityId = (await known()).identities[0]!.id;
    const record = (optedIn: boolean, reason = 'Said so on the phone', client = admin.client) =>
      client(customers.setConsent, { params: { id: customerId, identityId }, body: { optedIn, reason } });
    const says = async (agreed: boolean, at = new Date()) => {
      const sample = chat.simulator.interakt.webhooks.deliveries.find(({ body }) => body.includes(`"${name}"`))!.body;
      const text = `word ${randomUUID()}`;
      const body = sample
        .replace('"whatsapp_opted_in":true', `"whatsapp_opted_in":${agreed}`)
        .replace(/"id":"[^"]+","chat_message_type"/, `"id":"${randomUUID()}","chat_message_type"`)
        .replace(/"received_at_utc":"[^"]+"/, `"received_at_utc":"${at.toISOString().replace('Z', '')}"`)
        .replace('"message":"hello"', `"message":"${text}"`);
      expect((await chat.post(body)).status).toBe(200);
      await chat.untilMessage(id, (message) => message.text === text);
    };
    return { customer, conversationId: id, customerId, known, record, says };
  };
  const template = () =>
    admin.client(whatsappTemplates.register, {
      params: { id: chat.accountId },
      body: { name: 'offer', language: 'en', category: 'MARKETING', body: 'Seeds are cheap today' },
    });
  const sendTemplate = async (id: string) =>
    admin.client(whatsappTemplates.reply, {
      params: { id },
      body: { clientKey: randomUUID(), templateId: (await template()).id },
    });

  it('is what the provider says, with when', async () => {
    const { known } = await met('Agreed Already');
    expect((await known()).identities).toMatchObject([
      { optedIn: true, consent: { source: 'provider', reason: null, agentName: null } },
    ]);
  });

  it('is withdrawn by an agent with a reason: no template goes out, an answer within the window does', async () => {
    const { customer, conversationId, customerId, record } = await met('Wants No Offers');
    const after = await record(false, 'Asked by phone not to get offers');
    expect(after.identities).toMatchObject([
      {
        optedIn: false,
        consent: { source: 'agent', reason: 'Asked by phone not to get offers', agentName: 'Asha Verma' },
      },
    ]);
    expect(await refusal(sendTemplate(conversationId))).toMatchObject({ status: 409, code: 'opted_out' });
    const { id } = await admin.client(conversations.reply, {
      params: { id: conversationId },
      body: { clientKey: randomUUID(), text: 'We will not write again.' },
    });
    await customer.waitForChat((message) => message.callbackData === id);
    const audited = await app.database
      .tables<'events'>()
      .selectFrom('events')
      .select(['actorType', 'actorId', 'payload'])
      .where('customerId', '=', customerId)
      .where('type', '=', 'customer.consent_changed')
      .execute();
    expect(audited).toMatchObject([
      {
        actorType: 'agent',
        actorId: admin.agent.id,
        payload: { optedIn: false, source: 'agent', reason: 'Asked by phone not to get offers' },
      },
    ]);
  });

  it('is not undone by a provider that repeats itself, but by one that says something new', async () => {
    const { known, record, says } = await met('Changes Their Mind');
    const state = async () => (await known()).identities[0]?.optedIn;
    await record(false);
    await says(true);
    expect(await state()).toBe(false);
    await says(false);
    await says(true);
    expect(await state()).toBe(true);
    await says(false);
    expect(await state()).toBe(false);
    await record(true, 'Wrote that it was a mistake');
    await says(false);
    expect(await state()).toBe(true);
  });

  it('is not changed by a word that is older than what is known', async () => {
    const { known, says } = await met('Late News');
    await says(false, new Date(Date.now() - 60_000));
    expect((await known()).identities[0]?.optedIn).toBe(true);
  });

  it('names what is missing, and is for those who may change customers', async () => {
    const { record } = await met('Not For Everybody');
    expect(await refusal(record(false, ' '))).toMatchObject({ status: 400, details: [{ path: 'body.reason' }] });
    const reader = await app.signInAs({ grants: [{ module: 'customers', action: 'read', scope: 'all' }] });
    expect(await refusal(record(false, 'Because', reader.client))).toMatchObject({ code: 'forbidden' });
    const other = await met('Somebody Else');
    const foreign = admin.client(customers.setConsent, {
      params: { id: other.customerId, identityId: randomUUID() },
      body: { optedIn: false, reason: 'Because' },
    });
    expect(await refusal(foreign)).toMatchObject({ code: 'not_found' });
  });
});
