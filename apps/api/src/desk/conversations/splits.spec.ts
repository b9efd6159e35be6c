import { randomUUID } from 'node:crypto';
import { conversations, emails, supportEmails, type Message } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../testing/test-mail.ts';
import type { TestSocket } from '../../testing/test-socket.ts';

let app: TestApp;
let admin: SignedIn;
let other: TestSocket;
let inbox: TestSocket;
const sink = new TestMailSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  other = await (await app.signInAs({ role: 'supervisor' })).connect('/inbox');
  await admin.client(supportEmails.create, {
    body: { address: 'support@demo.test', name: 'Support', smtp: sink.smtp },
  });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

async function receive({ subject = 'Cup', answers = [] as string[], file = false } = {}) {
  const id = `<${randomUUID()}@example.test>`;
  const references = answers.length > 0 ? `In-Reply-To: ${answers.at(-1)}\r\nReferences: ${answers.join(' ')}\r\n` : '';
  const body = file
    ? 'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHello\r\n--b\r\nContent-Type: text/csv\r\nContent-Disposition: attachment; filename=a.csv\r\n\r\n1;2\r\n--b--\r\n'
    : '\r\nHello';
  await deliverBySmtp(
    app,
    `From: Asha <asha@example.test>\r\nMessage-ID: ${id}\r\nSubject: ${subject}\r\n${references}${body}`,
  );
  const heard = await inbox.next(
    'message',
    ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id,
  );
  return { ...heard, id };
}

const split = (id: string, message: Message, who = admin) =>
  who.client(conversations.split, { params: { id }, body: { messageId: message.id } });
const thread = async (id: string) =>
  (await admin.client(conversations.messages, { params: { id }, query: {} })).items
    .map((message) => message.id)
    .toReversed();

it('moves the mail and what came after it, and both rows are right', async () => {
  const one = await receive();
  const two = await receive({ subject: 'Re: Cup', answers: [one.id] });
  await admin.client(conversations.update, {
    params: { id: one.conversation.id },
    body: { priority: 'high', labels: ['vip'], assigneeId: admin.agent.id },
  });
  const three = await receive({ subject: 'My invoice', answers: [one.id, two.id], file: true });
  expect(three.message.email?.threadSubject).toBe('my invoice');
  const noted = await admin.client(conversations.note, {
    params: { id: one.conversation.id },
    body: { clientKey: randomUUID(), text: 'Look at this' },
  });
  const four = await receive({ subject: 'Re: My invoice', answers: [one.id, two.id, three.id] });

  const fresh = await split(one.conversation.id, three.message);
  expect(fresh).toMatchObject({
    subject: 'My invoice',
    status: 'open',
    priority: 'high',
    labels: ['vip'],
    assigneeId: admin.agent.id,
    customerId: one.conversation.customerId,
    messageCount: 2,
    unreadCount: 2,
    lastMessageAt: four.message.occurredAt,
    waitingSince: three.message.occurredAt,
  });
  const rest = await admin.client(conversations.get, { params: { id: one.conversation.id } });
  expect(rest).toMatchObject({
    subject: 'Cup',
    messageCount: 2,
    unreadCount: 2,
    lastMessageAt: two.message.occurredAt,
    preview: 'Hello',
  });
  expect(await thread(rest.id)).toEqual([one.message.id, two.message.id]);
  expect(await thread(fresh.id)).toEqual([three.message.id, noted.id, four.message.id]);
  const moved = await admin.client(emails.get, { params: { id: three.message.id } });
  expect(moved).toMatchObject({ conversationId: fresh.id, attachments: [{ filename: 'a.csv' }] });
  const ledger = await app.database.pool.query<{ status: string }>(
    'select e.status from messages m join inbound_events e on e.id = m.inbound_event_id where m.id = $1',
    [three.message.id],
  );
  expect(ledger.rows).toEqual([{ status: 'processed' }]);

  // Others hear of both rows, and the log names who did it.
  const told = async (id: string, cause: string) =>
    (await other.next('conversation', (event) => event.cause === cause && event.conversation.id === id)).conversation;
  expect((await told(rest.id, 'conversation.split')).messageCount).toBe(2);
  expect((await told(fresh.id, 'conversation.split_off')).messageCount).toBe(2);
  const { rows } = await app.database.pool.query(
    `select type, actor_id, payload->>'messageId' as message from events where type like 'conversation.split%' order by id`,
  );
  const by = { actor_id: admin.agent.id, message: three.message.id };
  expect(rows).toEqual([
    { type: 'conversation.split', ...by },
    { type: 'conversation.split_off', ...by },
  ]);

  // What answers a mail of either goes there; nothing joins them again, and replies go out under their own subject.
  const five = await receive({ subject: 'Re: My invoice', answers: [one.id, two.id, three.id, four.id] });
  expect(five.conversation.id).toBe(fresh.id);
  const six = await receive({ subject: 'Re: Cup', answers: [one.id, two.id] });
  expect(six.conversation.id).toBe(rest.id);
  for (const [id, subject] of [
    [fresh.id, 'Re: My invoice'],
    [rest.id, 'Re: Cup'],
  ] as const) {
    const reply = await admin.client(conversations.reply, {
      params: { id },
      body: { clientKey: randomUUID(), text: 'Yes' },
    });
    expect(reply.email?.subject).toBe(subject);
  }
  const customer = await app.database.pool.query('select conversation_count from customers where id = $1', [
    fresh.customerId,
  ]);
  expect(customer.rows).toEqual([{ conversation_count: 2 }]);
});

it('what comes later into either changes nothing of what they are called', async () => {
  const one = await receive();
  const two = await receive({ subject: 'My invoice', answers: [one.id] });
  const fresh = await split(one.conversation.id, two.message);
  const later = await receive({ subject: 'Re: My invoice', answers: [one.id, two.id] });
  expect(later.conversation).toMatchObject({ id: fresh.id, subject: 'My invoice' });
  const back = await receive({ subject: 'Re: Cup', answers: [two.id, one.id] });
  expect(back.conversation).toMatchObject({ id: one.conversation.id, subject: 'Cup' });
});

it('nor does a closed one that the mails of another refer to', async () => {
  const one = await receive();
  const params = { id: one.conversation.id };
  await admin.client(conversations.update, { params, body: { status: 'closed' } });
  const two = await receive({ subject: 'Cup again', answers: [one.id] });
  expect(two.conversation.id).not.toBe(one.conversation.id);
  const three = await receive({ subject: 'Re: Cup again', answers: [one.id, two.id] });
  expect(three.conversation).toMatchObject({ id: two.conversation.id, subject: 'Cup again' });
});

it('refuses what cannot be', async () => {
  const one = await receive();
  const two = await receive({ subject: 'Other', answers: [one.id] });
  const { id } = one.conversation;
  await expect(split(id, one.message)).rejects.toMatchObject({ status: 409, code: 'conflict' });
  await expect(split(randomUUID(), two.message)).rejects.toMatchObject({ status: 404 });
  await expect(split(id, { ...two.message, id: randomUUID() })).rejects.toMatchObject({ status: 404 });
  await expect(split(id, { ...two.message, id: 'no-id' })).rejects.toMatchObject({ status: 400 });
  const reader = await app.signInAs({ grants: [{ module: 'conversations', action: 'read', scope: 'all' }] });
  await expect(split(id, two.message, reader)).rejects.toMatchObject({ status: 403 });
  const writes = [
    { module: 'conversations', action: 'read', scope: 'all' },
    { module: 'conversations', action: 'write', scope: 'own' },
  ];
  const stranger = await app.signInAs({ grants: writes.slice(1) as never });
  await expect(split(id, two.message, stranger)).rejects.toMatchObject({ status: 404 });
  const half = await app.signInAs({ grants: writes as never });
  await expect(split(id, two.message, half)).rejects.toMatchObject({ status: 403 });
  expect(await thread(id)).toEqual([one.message.id, two.message.id]);
});

it('an address that a joined conversation had leads to the one it went into', async () => {
  const root = `<${randomUUID()}@example.test>`;
  const tail = `<${randomUUID()}@example.test>`;
  const a = await receive({ subject: 'Re: Lost', answers: [root] });
  const b = await receive({ subject: 'Re: Lost again', answers: [tail] });
  expect(a.conversation.id).not.toBe(b.conversation.id);
  const late = `<${randomUUID()}@example.test>`;
  const raw = `From: Asha <asha@example.test>\r\nMessage-ID: ${late}\r\nSubject: Lost\r\nReferences: ${root} ${tail}\r\n\r\nHello`;
  await deliverBySmtp(app, raw);
  const joined = await inbox.next('message', ({ message }) => message.email?.messageId === late);
  const [kept, gone] = joined.conversation.id === a.conversation.id ? [a, b] : [b, a];
  expect(await inbox.next('left', ({ conversationId }) => conversationId === gone.conversation.id)).toMatchObject({
    joinedTo: kept.conversation.id,
  });
  expect(await admin.client(conversations.get, { params: { id: gone.conversation.id } })).toMatchObject({
    id: kept.conversation.id,
    messageCount: 3,
    unreadCount: 3,
  });
  expect(await thread(gone.conversation.id)).toHaveLength(3);
});
