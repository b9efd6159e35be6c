import { randomUUID } from 'node:crypto';
import { conversations, emails, supportEmails, type Message } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;
const sink = new TestMailSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  await admin.client(supportEmails.create, {
    body: { address: 'support@demo.test', name: 'Support', smtp: sink.smtp },
  });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

async function receive({ from = 'Asha Rao <asha@example.test>', more = '', subject = 'Cup' } = {}) {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(app, `From: ${from}\r\nMessage-ID: ${id}\r\nSubject: ${subject}\r\n${more}\r\nHello`);
  return inbox.next('message', ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id);
}

async function reply(to: string): Promise<Message> {
  const sent = await admin.client(emails.reply, {
    params: { id: to },
    body: { clientKey: randomUUID(), text: 'Sorry' },
  });
  await inbox.next('message', ({ message }) => message.id === sent.id && message.delivery.state === 'sent');
  return sent;
}

/** @returns what the ledger says of it once it is worked off */
async function report(about: string, action: string, part = 'message/rfc822') {
  const id = `<${randomUUID()}@mx.example.test>`;
  await deliverBySmtp(
    app,
    `From: Mail Delivery <mailer-daemon@mx.example.test>\r\nMessage-ID: ${id}\r\nIn-Reply-To: ${about}\r\nAuto-Submitted: auto-replied\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.test\r\n\r\nFinal-Recipient: rfc822; asha@example.test\r\nAction: ${action}\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1\r\n Nobody of that name\r\n\r\n--b\r\nContent-Type: ${part}\r\n\r\nMessage-ID: ${about}\r\nSubject: Re: Cup\r\n\r\n--b--\r\n`,
  );
  // What came before it in the thread is worked off before what comes after.
  await receive({ from: 'Dev <dev@example.test>', more: `In-Reply-To: ${id}\r\n` });
  const { rows } = await app.database.pool.query<{ status: string; reason: string | null }>(
    `select status, reason from inbound_events where convert_from(body, 'utf8') like '%Message-ID: ' || $1 || '%' order by id limit 1`,
    [id],
  );
  return rows[0];
}

describe('a report of a mail server', () => {
  it.each(['message/rfc822', 'text/rfc822-headers'])('with %s fails the mail it tells about', async (part) => {
    const { message, conversation } = await receive();
    const sent = await reply(message.id);
    const told = await report(sent.email?.messageId ?? '', 'failed', part);
    expect(told).toMatchObject({ status: 'processed', reason: expect.stringContaining('not be delivered') as unknown });
    const failed = await inbox.next('message', ({ message: m }) => m.id === sent.id && m.delivery.state === 'failed');
    expect(failed.message.delivery.error).toBe('asha@example.test: 550 5.1.1 Nobody of that name');
    const { items } = await admin.client(conversations.messages, { params: { id: conversation.id }, query: {} });
    expect(items).toHaveLength(2);
  });

  it('of a delay fails nothing', async () => {
    const { message } = await receive();
    const sent = await reply(message.id);
    expect(await report(sent.email?.messageId ?? '', 'delayed')).toMatchObject({ status: 'processed' });
    const now = await admin.client(emails.get, { params: { id: sent.id } });
    expect(now.delivery).toMatchObject({
      state: 'sent',
      error: 'Delayed, and still being tried. asha@example.test: 550 5.1.1 Nobody of that name',
    });
  });

  it('of its success gives it the second tick, once everybody has it', async () => {
    const { message } = await receive();
    const sent = await reply(message.id);
    expect(await report(sent.email?.messageId ?? '', 'relayed')).toMatchObject({ status: 'ignored' });
    expect(await report(sent.email?.messageId ?? '', 'delivered')).toMatchObject({ status: 'processed' });
    await inbox.next('message', ({ message: m }) => m.id === sent.id && m.delivery.state === 'delivered');

    const params = { id: message.id };
    const body = { clientKey: randomUUID(), text: 'Both', to: ['asha@example.test', 'dev@example.test'] };
    const both = await admin.client(emails.reply, { params, body });
    await inbox.next('message', ({ message: m }) => m.id === both.id && m.delivery.state === 'sent');
    await report(both.email?.messageId ?? '', 'delivered');
    const half = await admin.client(emails.get, { params: { id: both.id } });
    expect(half.delivery.state).toBe('sent');
  });

  it('on a mail that is none of ours is kept as a mail', async () => {
    const { message } = await receive();
    expect(await report(message.email?.messageId ?? '', 'failed')).toEqual({ status: 'processed', reason: null });
  });
});

describe('an answer of a machine', () => {
  it('joins the conversation, and leaves it solved', async () => {
    const { message, conversation } = await receive();
    const sent = await reply(message.id);
    const params = { id: conversation.id };
    await admin.client(conversations.update, { params, body: { status: 'solved' } });
    const more = `In-Reply-To: ${sent.email?.messageId}\r\n`;
    const away = await receive({ more: `${more}Auto-Submitted: auto-replied (vacation)\r\n` });
    expect(away.message.email?.isAutomatic).toBe(true);
    expect(away.conversation).toMatchObject({ ...params, status: 'solved', waitingSince: null });
    const person = await receive({ more });
    expect(person.message.email?.isAutomatic).toBe(false);
    expect(person.conversation).toMatchObject({ ...params, status: 'open' });
  });

  it('gives an answer of ours no subject, unless nobody else wrote', async () => {
    const { message } = await receive();
    const sent = await reply(message.id);
    const more = `In-Reply-To: ${sent.email?.messageId}\r\nAuto-Submitted: auto-replied\r\n`;
    const away = await receive({ more, subject: 'Automatic reply: Cup' });
    expect(away.message.conversationId).toBe(message.conversationId);
    expect((await reply(message.id)).email?.subject).toBe('Re: Cup');
    const person = await receive({ more: `In-Reply-To: ${sent.email?.messageId}\r\n`, subject: 'Two cups' });
    expect((await reply(person.message.id)).email?.subject).toBe('Re: Two cups');
    const form = await receive({ more: 'Auto-Submitted: auto-generated\r\n', subject: 'A form' });
    expect((await reply(form.message.id)).email?.subject).toBe('Re: A form');
  });

  it('of our own address is not taken', async () => {
    const id = `<${randomUUID()}@demo.test>`;
    await deliverBySmtp(
      app,
      `From: support@demo.test\r\nMessage-ID: ${id}\r\nAuto-Submitted: auto-generated\r\n\r\nHello`,
    );
    await receive({ more: `In-Reply-To: ${id}\r\n` });
    const { rows } = await app.database.pool.query('select 1 from email_messages where internet_message_id = $1', [id]);
    expect(rows).toHaveLength(0);
  });
});
