import { randomUUID } from 'node:crypto';
import {
  conversations,
  customers,
  ledger,
  whatsappAccounts,
  whatsappTemplates,
  type WhatsappTemplate,
} from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';

describe('WhatsApp templates', () => {
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    chat = await startChat(app, admin);
    const { templates } = chat.simulator.interakt;
    templates.add({
      name: 'order_update',
      body: 'Hello {{1}}, your order {{2}} is on its way.',
      header_format: 'TEXT',
      header: 'Order {{1}}',
      footer: 'Reply STOP to end these messages',
      buttons: JSON.stringify([
        { type: 'QUICK_REPLY', text: 'Thank you' },
        { type: 'URL', text: 'Track', url: 'https://shop.example.test/t/{{1}}' },
      ]),
    });
    for (let at = 0; at < 120; at++) templates.add({ name: `bulk_${String(at).padStart(3, '0')}`, body: 'Hello' });
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
  });

  const list = async (query: object = {}) =>
    (await admin.client(whatsappTemplates.list, { params: { id: chat.accountId }, query: { limit: 200, ...query } }))
      .items;
  const orderUpdate = async (): Promise<WhatsappTemplate> => (await list({ search: 'order_update' }))[0]!;
  const values = { headerValues: ['A-1'], bodyValues: ['Asha', 'A-1'], buttonValues: { 1: 'A-1' } };

  /** A conversation whose window closed an hour ago. */
  async function closedConversation(name: string) {
    const customer = chat.simulator.customer({ name });
    await customer.write('hello');
    const { id } = await chat.conversationOf(customer);
    const lastInboundAt = new Date(Date.now() - 25 * 3_600_000);
    await app.database
      .tables<'conversations'>()
      .updateTable('conversations')
      .set({ lastInboundAt })
      .where('id', '=', id)
      .execute();
    return { customer, id };
  }

  const reply = (id: string, templateId: string, given: object = values) =>
    admin.client(whatsappTemplates.reply, {
      params: { id },
      body: { clientKey: randomUUID(), templateId, ...given },
    });

  async function event(type: string, data: object, timestamp = new Date().toISOString()): Promise<void> {
    const body = JSON.stringify({ version: '1.0', timestamp, type, data });
    expect((await chat.post(body)).status).toBe(200);
    for (;;) {
      const { items } = await admin.client(ledger.list, { query: { limit: 200 } });
      if (items.some((row) => row.kind === type && row.status === 'received')) continue;
      break;
    }
  }

  it('fetches the whole list of the provider, and finds by name or text', async () => {
    const fetched = await admin.client(whatsappTemplates.sync, { params: { id: chat.accountId } });
    expect(fetched).toEqual({ templates: 121 });
    expect(await list()).toHaveLength(121);
    expect(await list({ search: 'on its way' })).toMatchObject([
      {
        name: 'order_update',
        language: 'en',
        category: 'UTILITY',
        headerFormat: 'text',
        headerText: 'Order {{1}}',
        status: 'approved',
        buttons: [
          { kind: 'quick_reply', text: 'Thank you', value: null },
          { kind: 'url', text: 'Track', value: 'https://shop.example.test/t/{{1}}' },
        ],
      },
    ]);
    const first = await admin.client(whatsappTemplates.list, { params: { id: chat.accountId }, query: { limit: 100 } });
    const rest = await list({ limit: 100, cursor: first.nextCursor });
    expect(new Set([...first.items, ...rest].map(({ id }) => id)).size).toBe(121);
  });

  it('previews a template and names what is missing', async () => {
    const { id } = await orderUpdate();
    const preview = await admin.client(whatsappTemplates.preview, { params: { id }, body: { bodyValues: ['Asha'] } });
    expect(preview).toMatchObject({
      header: 'Order {{1}}',
      text: 'Hello Asha, your order {{2}} is on its way.',
      places: ['header.1', 'body.1', 'body.2', 'button.1'],
      missing: ['header.1', 'body.2', 'button.1'],
    });
  });

  it('is sent when the window is closed, and shown as the customer sees it', async () => {
    const { customer, id } = await closedConversation('Closed Window');
    expect(
      await refusal(
        admin.client(conversations.reply, { params: { id }, body: { clientKey: randomUUID(), text: 'free text' } }),
      ),
    ).toMatchObject({ code: 'window_closed' });
    const template = await orderUpdate();
    const sent = await reply(id, template.id);
    expect(sent).toMatchObject({
      text: 'Hello Asha, your order A-1 is on its way.',
      contentType: 'template',
      chat: {
        template: { name: 'order_update', language: 'en' },
        header: 'Order A-1',
        buttons: [
          { text: 'Thank you', link: null },
          { text: 'Track', link: 'https://shop.example.test/t/A-1' },
        ],
      },
    });
    const onPhone = await customer.waitForChat((message) => message.status === 'delivered');
    expect(onPhone).toMatchObject({ contentType: 'Template', text: sent.text, callbackData: sent.id });
    await chat.untilMessage(id, (one) => one.id === sent.id && one.delivery.state === 'delivered');
  });

  it('is not sent with a value missing or too many, nor by another account', async () => {
    const { id } = await closedConversation('Missing Values');
    const template = await orderUpdate();
    expect(await refusal(reply(id, template.id, { ...values, bodyValues: ['Asha', ' '] }))).toMatchObject({
      code: 'unprocessable',
      message: 'Missing variable values: body.2',
      details: [{ path: 'body.2', message: 'has no value' }],
    });
    expect(await refusal(reply(id, template.id, { ...values, bodyValues: ['a', 'b', 'c'] }))).toMatchObject({
      details: [{ path: 'body.3', message: 'is not a place of this template' }],
    });
    const second = await admin.client(whatsappAccounts.create, {
      body: {
        provider: 'interakt',
        slug: 'other',
        name: 'Other',
        address: '+919000088881',
        apiKey: 'x',
        webhookSecret: 'long-enough',
      },
    });
    const foreign = await admin.client(whatsappTemplates.register, {
      params: { id: second.id },
      body: { name: 'hello', language: 'en', category: 'UTILITY', body: 'Hello' },
    });
    expect(await refusal(reply(id, foreign.id, {}))).toMatchObject({ code: 'unprocessable' });
  });

  it('follows the approval that the provider reports, whatever order it comes in', async () => {
    const { id } = await closedConversation('Rejected Template');
    const about = { message_template_id: 123, message_template_name: 'bulk_000', message_template_language: 'en' };
    const later = new Date(Date.now() + 60_000).toISOString().replace('Z', '000');
    await event('message_template_status_update', { ...about, event: 'REJECTED', reason: 'INCORRECT_CATEGORY' }, later);
    await event('message_template_status_update', { ...about, event: 'PENDING' }, '2025-01-10T09:00:00.000000');
    const [template] = await list({ search: 'bulk_000' });
    expect(template).toMatchObject({ status: 'rejected', statusReason: 'incorrect category' });
    expect(await list({ search: 'bulk_000', status: 'sendable' })).toEqual([]);
    expect(await refusal(reply(id, template!.id, {}))).toMatchObject({
      code: 'unprocessable',
      message: 'WhatsApp does not take this template: it is rejected.',
    });
    await event('template_performance_metrics', {
      templates_performance_metrics: {
        template_id: '123',
        template_name: 'bulk_001',
        template_language: 'en',
        sent: 10,
      },
    });
    expect((await list({ search: 'bulk_001' }))[0]?.performance).toMatchObject({ sent: 10 });
  });

  it('shows what the provider says about the account', async () => {
    await event('phone_number_quality_update', {
      display_phone_number: '919000000099',
      event: 'FLAGGED',
      current_limit: 'TIER_1K',
    });
    await event('account_update', { phone_number: '919000000099', event: 'VERIFIED_ACCOUNT' });
    await event('business_capability_update', { max_daily_conversation_per_phone: 1000 });
    await event('account_review_update', { decision: 'REJECTED' });
    await event('account_alerts', {
      alert_severity: 'WARNING',
      alert_type: 'INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
    });
    const { items } = await admin.client(whatsappAccounts.list, {});
    const notices = items.find(({ id }) => id === chat.accountId)!.notices;
    expect(Object.fromEntries(notices.map(({ kind, severity, message }) => [kind, `${severity}: ${message}`]))).toEqual(
      {
        phone_number_quality_update: 'warning: Quality of the number: flagged, limit TIER_1K',
        account_update: 'info: The WhatsApp account was updated: verified account',
        business_capability_update: 'info: WhatsApp now allows 1000 conversations a day for each number',
        account_review_update: 'critical: The review of the WhatsApp account ended: rejected',
        account_alerts: 'warning: WhatsApp sent an alert: INCREASED_CAPABILITIES_ELIGIBILITY_DEFERRED',
      },
    );
  });

  it('keeps every button that a customer taps', async () => {
    const { customer, id } = await closedConversation('Many Taps');
    const sent = await reply(id, (await orderUpdate()).id);
    const { id: externalId } = await customer.waitForChat((message) => message.callbackData === sent.id);
    const message = { id: externalId, meta_data: { source_data: { callback_data: sent.id } } };
    const tap = (button_text: string, button_link: string) => ({
      message,
      event: { click_type: 'CTA', button_text, button_link, click_timestamp: '2026-06-10 08:38:08.635664' },
    });
    await event('message_api_clicked', tap('Track', 'https://shop.example.test/t/A-1'));
    await event('message_api_clicked', tap('Track', 'https://shop.example.test/t/A-1'));
    await event('message_api_clicked', {
      message: {
        ...message,
        meta_data: { ...message.meta_data, click_type: 'QR', button_text: 'Thank you', button_link: '' },
      },
    });
    const shown = await chat.untilMessage(id, (one) => one.id === sent.id && one.chat?.clicks.length === 2);
    expect(shown.chat?.clicks).toMatchObject([
      { text: 'Track', link: 'https://shop.example.test/t/A-1' },
      { text: 'Thank you', link: null },
    ]);
    expect(shown.delivery.state).toBe('read');
  });

  it('is not sent to a customer who asked not to be written to, until they agree again', async () => {
    const { customer, id } = await closedConversation('Opted Out');
    const sample = chat.simulator.interakt.webhooks.deliveries.find(({ body }) => body.includes('"Opted Out"'))!.body;
    const says = (agreed: boolean) =>
      sample
        .replace('"whatsapp_opted_in":true', `"whatsapp_opted_in":${agreed}`)
        .replace(/"id":"[^"]+","chat_message_type"/, `"id":"${randomUUID()}","chat_message_type"`);
    await chat.post(says(false));
    for (;;) if ((await chat.thread(id)).length === 2) break;
    const template = await orderUpdate();
    expect(await refusal(reply(id, template.id))).toMatchObject({ status: 409, code: 'opted_out' });
    const { customerId } = await chat.conversationOf(customer);
    const known = await admin.client(customers.get, { params: { id: customerId } });
    expect(known.identities).toMatchObject([{ kind: 'phone', optedIn: false }]);
    await chat.post(says(true));
    for (;;) if ((await chat.thread(id)).length === 3) break;
    const sent = await reply(id, template.id);
    await customer.waitForChat((message) => message.callbackData === sent.id);
  });

  it('lets an agent say what became of a message of which nobody knows', async () => {
    const unknown = async (name: string) => {
      const customer = chat.simulator.customer({ name });
      await customer.write('hello');
      const { id } = await chat.conversationOf(customer);
      chat.simulator.interakt.faults.plan({ kind: 'statuses', order: [] }, customer.person.phone);
      const sent = await admin.client(conversations.reply, {
        params: { id },
        body: { clientKey: randomUUID(), text: 'hm' },
      });
      await chat.untilMessage(id, (one) => one.id === sent.id && one.delivery.state === 'sent');
      await app.database
        .tables<'messages'>()
        .updateTable('messages')
        .set({ delivery: 'unknown' })
        .where('id', '=', sent.id)
        .execute();
      return { customer, id, messageId: sent.id };
    };
    const one = await unknown('Known As Sent');
    const settled = await admin.client(conversations.resolveUnknown, {
      params: { id: one.messageId },
      body: { as: 'sent' },
    });
    expect(settled.delivery.state).toBe('sent');
    expect(
      await refusal(
        admin.client(conversations.resolveUnknown, { params: { id: one.messageId }, body: { as: 'send_again' } }),
      ),
    ).toMatchObject({ code: 'conflict' });
    const other = await unknown('Sent Again');
    await admin.client(conversations.resolveUnknown, { params: { id: other.messageId }, body: { as: 'send_again' } });
    await chat.untilMessage(
      other.id,
      (message) => message.id === other.messageId && message.delivery.state === 'delivered',
    );
    expect(other.customer.chat.filter(({ from }) => from === 'business')).toHaveLength(2);
  });
});
