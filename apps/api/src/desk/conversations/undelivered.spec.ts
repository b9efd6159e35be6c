import { randomUUID } from 'node:crypto';
import {
  acknowledgements,
  bulkReplies,
  conversations,
  departures,
  emails,
  supportEmails,
  type Message,
  type SentWith,
} from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../testing/test-mail.ts';
import type { TestSocket } from '../../testing/test-socket.ts';

let app: TestApp;
let admin: SignedIn;
let agent: SignedIn;
let colleague: TestSocket;
let mailboxId: string;
const sink = new TestMailSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0', UNDO_SECONDS: '0' });
  admin = await app.signInAs({ role: 'admin' });
  agent = await app.signInAs({ role: 'supervisor' });
  colleague = await (await app.signInAs({ role: 'supervisor' })).connect('/inbox');
  const body = { address: 'support@demo.test', name: 'Support', smtp: sink.smtp };
  mailboxId = (await admin.client(supportEmails.create, { body })).id;
}, 60_000);

afterEach(() => {
  sink.refusal = null;
});

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

async function question(more = '', from = 'asha@example.test') {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(app, `From: Asha Rao <${from}>\r\nMessage-ID: ${id}\r\nSubject: Cup\r\n${more}\r\nHello`);
  return colleague.next(
    'message',
    ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id,
  );
}

const answer = (to: string, body: { conversation?: SentWith; sendAt?: string } = {}): Promise<Message> =>
  agent.client(emails.reply, { params: { id: to }, body: { clientKey: randomUUID(), text: 'A new one', ...body } });

/** What is said on the sockets of a message that has come into this state: of an earlier event the row may be older. */
const is = (id: string, state: Message['delivery']['state']) =>
  colleague.next(
    'message',
    ({ cause, message }) =>
      cause === 'message.delivery_changed' && message.id === id && message.delivery.state === state,
  );

const row = (id: string) => agent.client(conversations.get, { params: { id } });

/** The mail server that took it says later that it could not hand it over. */
function bounce(mail: string): Promise<void> {
  const report = [
    'From: MAILER-DAEMON@example.test',
    `Message-ID: <${randomUUID()}@example.test>`,
    'Subject: Undelivered',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
    '',
    '--b\r\nContent-Type: text/plain\r\n\r\nSorry',
    '--b\r\nContent-Type: message/delivery-status\r\n',
    'Reporting-MTA: dns; mx.example.test\r\n',
    'Final-Recipient: rfc822; asha@example.test\r\nAction: failed\r\nStatus: 5.2.2\r\nDiagnostic-Code: smtp; 552 5.2.2 full',
    `--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: ${mail}\r\n`,
    '--b--',
  ];
  return deliverBySmtp(app, report.join('\r\n'), 'support@demo.test', '');
}

async function told(conversationId: string, type: string): Promise<object[]> {
  const { rows } = await app.database.pool.query<{ payload: object }>(
    'select payload from events where conversation_id = $1 and type = $2 order by id',
    [conversationId, type],
  );
  return rows.map(({ payload }) => payload);
}

describe('an answer that a mail server refuses', () => {
  it('leaves the customer waiting as before, until another try succeeds', async () => {
    const { message, conversation } = await question();
    sink.refusal = '5.1.1 Nobody of that name';
    const reply = await answer(message.id);
    const failed = await is(reply.id, 'failed');
    expect(failed.conversation).toMatchObject({
      undelivered: 'failed',
      waitingSince: conversation.waitingSince,
      status: 'open',
    });
    const waiting = await agent.client(conversations.list, { query: { sort: 'waiting_longest' } });
    expect(waiting.items.find(({ id }) => id === conversation.id)).toMatchObject({ undelivered: 'failed' });

    sink.refusal = null;
    await agent.client(conversations.retry, { params: { id: reply.id } });
    expect((await is(reply.id, 'sent')).conversation).toMatchObject({ undelivered: null, waitingSince: null });
  });

  it.each<[string, SentWith, object]>([
    ['solved', { status: 'solved' }, { from: 'solved', to: 'open' }],
    ['left to the customer', { status: 'pending' }, { from: 'pending', to: 'open' }],
  ])('brings back what was %s with it, and says for which message', async (_what, withIt, change) => {
    const { message, conversation } = await question();
    sink.refusal = '5.1.1 Nobody of that name';
    const reply = await answer(message.id, { conversation: withIt });
    expect((await is(reply.id, 'failed')).conversation).toMatchObject({
      status: 'open',
      undelivered: 'failed',
      waitingSince: conversation.waitingSince,
    });
    const changes = await told(conversation.id, 'conversation.status_changed');
    expect(changes.at(-1)).toEqual({ ...change, messageId: reply.id });

    // Whoever sends it again decides what becomes of the case.
    sink.refusal = null;
    await agent.client(conversations.retry, { params: { id: reply.id } });
    expect((await is(reply.id, 'sent')).conversation).toMatchObject({ status: 'open', undelivered: null });
  });

  it('wakes what was put aside with it', async () => {
    const { message, conversation } = await question();
    sink.refusal = '5.1.1 Nobody of that name';
    const reply = await answer(message.id, { conversation: { snoozedUntil: '2031-05-05T03:30:00.000Z' } });
    expect((await is(reply.id, 'failed')).conversation).toMatchObject({ snoozedUntil: null, undelivered: 'failed' });
    expect((await told(conversation.id, 'conversation.snoozed')).at(-1)).toEqual({ until: null, messageId: reply.id });
  });

  it('leaves what is closed closed, and marks it', async () => {
    const { message } = await question();
    sink.refusal = '5.1.1 Nobody of that name';
    const reply = await answer(message.id, { conversation: { status: 'closed' } });
    const { conversation } = await is(reply.id, 'failed');
    expect(conversation).toMatchObject({ status: 'closed', undelivered: 'failed', waitingSince: null });
  });

  it('is no news any more once another has been written, and is again when that one is taken back', async () => {
    const { message, conversation } = await question();
    sink.refusal = '5.1.1 Nobody of that name';
    await is((await answer(message.id)).id, 'failed');
    sink.refusal = null;
    const second = await answer(message.id);
    expect((await is(second.id, 'sent')).conversation).toMatchObject({ undelivered: null, waitingSince: null });

    const third = await answer(message.id, { sendAt: new Date(Date.now() + 3_600_000).toISOString() });
    await bounce(second.email!.messageId!);
    const bounced = await is(second.id, 'failed');
    expect(bounced.conversation).toMatchObject({ undelivered: 'failed', waitingSince: conversation.waitingSince });
    await agent.client(departures.undo, { params: { id: third.id } });
    expect(await row(conversation.id)).toMatchObject({
      undelivered: 'failed',
      waitingSince: conversation.waitingSince,
    });
  });
});

describe('an answer that comes back', () => {
  it('leaves the customer waiting since they first wrote after what did reach them', async () => {
    const first = await question();
    const reached = await answer(first.message.id);
    await is(reached.id, 'sent');
    const second = await question(`In-Reply-To: ${reached.email?.messageId}\r\n`);
    const lost = await answer(second.message.id, { conversation: { status: 'solved' } });
    expect((await is(lost.id, 'sent')).conversation).toMatchObject({ status: 'solved', undelivered: null });
    await bounce(lost.email!.messageId!);
    expect((await is(lost.id, 'failed')).conversation).toMatchObject({
      id: first.conversation.id,
      status: 'open',
      undelivered: 'failed',
      waitingSince: second.message.occurredAt,
    });
  });

  it('leaves what was done alone when it had gone to many, and marks it', async () => {
    const { conversation } = await question();
    await agent.client(conversations.update, { params: { id: conversation.id }, body: { status: 'solved' } });
    sink.refusal = '5.1.1 Nobody of that name';
    const body = { conversationIds: [conversation.id], text: 'We are back', clientKey: randomUUID() };
    await agent.client(bulkReplies.start, { body });
    const failed = await colleague.next(
      'message',
      ({ cause, message }) =>
        cause === 'message.delivery_changed' &&
        message.conversationId === conversation.id &&
        message.delivery.state === 'failed',
    );
    expect(failed.conversation).toMatchObject({ status: 'solved', undelivered: 'failed' });
  });
});

describe('what a machine or a note says', () => {
  it('is no answer: the customer waits since they wrote', async () => {
    const body = { isOn: true, text: 'We have your mail.' };
    await admin.client(acknowledgements.save, { params: { id: mailboxId }, body });
    const { message, conversation } = await question('', `${randomUUID()}@example.test`);
    const automatic = await colleague.next(
      'message',
      ({ message: one }) =>
        one.conversationId === conversation.id && one.author.type === 'bot' && one.delivery.state === 'sent',
    );
    await admin.client(acknowledgements.save, { params: { id: mailboxId }, body: { ...body, isOn: false } });
    const params = { id: conversation.id };
    await agent.client(conversations.note, { params, body: { clientKey: randomUUID(), text: 'On it' } });
    sink.refusal = '5.1.1 Nobody of that name';
    const reply = await answer(message.id);
    const failed = await is(reply.id, 'failed');
    expect(failed.conversation).toMatchObject({ waitingSince: conversation.waitingSince, undelivered: 'failed' });

    sink.refusal = null;
    await agent.client(conversations.retry, { params: { id: reply.id } });
    await is(reply.id, 'sent');
    await bounce(automatic.message.email!.messageId!);
    const gone = await is(automatic.message.id, 'failed');
    expect(gone.conversation).toMatchObject({ undelivered: null, waitingSince: null });
  });
});
