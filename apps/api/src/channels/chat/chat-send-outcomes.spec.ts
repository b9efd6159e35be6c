import { randomUUID } from 'node:crypto';
import { conversations, ledger, whatsappAccounts, type Message, type SentWith } from '@switchboard/contracts';
import type { SendFault } from '@switchboard/simulator';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';

describe('what an agent sees of a send that went wrong', () => {
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

  const answered = async (fault: SendFault, conversationBecomes?: SentWith) => {
    const customer = chat.simulator.customer({ name: `Customer ${randomUUID().slice(0, 8)}` });
    await customer.write('hello');
    const conversation = await chat.conversationOf(customer);
    chat.simulator.interakt.faults.plan(fault, customer.person.phone);
    const { id } = await admin.client(conversations.reply, {
      params: { id: conversation.id },
      body: {
        clientKey: randomUUID(),
        text: 'an answer',
        ...(conversationBecomes ? { conversation: conversationBecomes } : {}),
      },
    });
    const until = (state: Message['delivery']['state']) =>
      chat.untilMessage(conversation.id, (one) => one.id === id && one.delivery.state === state);
    const onPhone = () => customer.chat.filter(({ from }) => from === 'business').length;
    return { customer, conversation, id, until, onPhone };
  };

  it.each<[string, SendFault, string]>([
    [
      'the window',
      { kind: 'refuse', with: 'window_closed' },
      'The 24-hour window is closed: only a template can be sent',
    ],
    [
      'missing values',
      { kind: 'refuse', with: 'missing_variables' },
      "The template was given the wrong number of values. Missing variable values for template's body, expected number of values are 3",
    ],
  ])('fails at once, for good and in words: %s', async (_what, fault, error) => {
    const { until, onPhone } = await answered(fault);
    expect((await until('failed')).delivery).toMatchObject({ error, sentAt: null });
    expect(onPhone()).toBe(0);
  });

  it('says that the key is refused, at the message and at the account', async () => {
    const { until } = await answered({ kind: 'refuse', with: 'unauthorized' });
    expect((await until('failed')).delivery.error).toBe('Interakt refused the API key: Unauthorized');
    const [account] = (await admin.client(whatsappAccounts.list, {})).items;
    expect(account).toMatchObject({
      health: 'auth_failed',
      healthDetail: 'Interakt refused the API key: Unauthorized',
    });
  });

  it.each<[string, { status: number; body: string } | null]>([
    ['the connection broke', null],
    ['a gateway answered', { status: 502, body: '<html>Bad gateway</html>' }],
    ['the answer was not what it should be', { status: 201, body: 'oops' }],
  ])('never sends again by itself what may have been taken, as %s; the status tells', async (_what, answer) => {
    const { customer, id, until, onPhone } = await answered({ kind: 'lost', answer });
    const unknown = await until('unknown');
    expect(unknown.delivery.error).not.toBeNull();
    expect(await refusal(admin.client(conversations.retry, { params: { id } }))).toMatchObject({ code: 'conflict' });
    await chat.simulator.interakt.report(customer.person, id, 'delivered');
    const { delivery } = await until('delivered');
    expect(delivery.error).toBeNull();
    // The status names the provider's own id of the message as well: a later one without ours is understood.
    await chat.simulator.interakt.report(customer.person, id, 'read');
    await until('read');
    expect(onPhone()).toBe(1);
  });

  it('brings back what was solved with it while nobody knows, and lets it stand once it has arrived', async () => {
    const lost = { kind: 'lost', answer: null } as const;
    const { customer, conversation, id, until } = await answered(lost, { status: 'solved' });
    const row = () => admin.client(conversations.get, { params: { id: conversation.id } });
    await until('unknown');
    const inDoubt = { status: 'open', undelivered: 'unknown', waitingSince: conversation.waitingSince };
    expect(await row()).toMatchObject(inDoubt);
    await chat.simulator.interakt.report(customer.person, id, 'failed');
    await until('failed');
    expect(await row()).toMatchObject({ ...inDoubt, undelivered: 'failed' });
    await chat.simulator.interakt.report(customer.person, id, 'delivered');
    await until('delivered');
    expect(await row()).toMatchObject({ status: 'solved', undelivered: null, waitingSince: null });
  });

  it('stays with us when the customer wrote before it was known to have arrived', async () => {
    const lost = { kind: 'lost', answer: null } as const;
    const { customer, conversation, id, until } = await answered(lost, { status: 'solved' });
    await until('unknown');
    await customer.write('Hello?');
    await chat.untilMessage(conversation.id, ({ text }) => text === 'Hello?');
    await admin.client(conversations.resolveUnknown, { params: { id }, body: { as: 'sent' } });
    const after = await admin.client(conversations.get, { params: { id: conversation.id } });
    const [last] = (await chat.thread(conversation.id)).slice(-1);
    expect(after).toMatchObject({ status: 'open', undelivered: null, waitingSince: last?.occurredAt });
  });

  it('marks a refused one, and leaves the customer waiting', async () => {
    const { conversation, until } = await answered({ kind: 'refuse', with: 'window_closed' }, { status: 'solved' });
    await until('failed');
    const after = await admin.client(conversations.get, { params: { id: conversation.id } });
    const { waitingSince } = conversation;
    expect(after).toMatchObject({ status: 'open', undelivered: 'failed', waitingSince });
  });

  it('lets the agent try again once a status says that it failed', async () => {
    const { customer, id, until, onPhone } = await answered({ kind: 'lost', answer: null });
    await until('unknown');
    await chat.simulator.interakt.report(customer.person, id, 'failed');
    await until('failed');
    await admin.client(conversations.retry, { params: { id } });
    await until('delivered');
    expect(onPhone()).toBe(2);
  });

  it('believes a success that comes after a failure', async () => {
    const { until, conversation } = await answered({ kind: 'statuses', order: ['sent', 'failed', 'delivered'] });
    await until('delivered');
    for (;;) {
      const { items } = await admin.client(ledger.list, { query: { status: 'received' } });
      if (items.length === 0) break;
    }
    const [last] = (await chat.thread(conversation.id)).slice(-1);
    expect(last?.delivery).toMatchObject({ state: 'delivered', error: null });
  });

  it.each([
    ['a text', 'x'.repeat(4097), 'body.text'],
    ['nothing', '   ', 'body.text'],
  ])('refuses %s that WhatsApp would not take, by name', async (_what, text, path) => {
    const { conversation } = await answered({ kind: 'statuses', order: ['sent'] });
    const reply = admin.client(conversations.reply, {
      params: { id: conversation.id },
      body: { clientKey: randomUUID(), text },
    });
    expect((await refusal(reply)).details).toMatchObject([{ path }]);
  });
});
