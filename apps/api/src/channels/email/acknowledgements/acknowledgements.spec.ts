import { randomUUID } from 'node:crypto';
import { acknowledgements, conversations, supportEmails, type Message } from '@switchboard/contracts';
import { refusal } from '../../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';
import { MailParser } from '../parsing/mail-parser.ts';
import { InboundSmtpServer } from '../providers/smtp/inbound-smtp.server.ts';
import { AcknowledgementsService } from './acknowledgements.service.ts';

const TEXT = 'Hello {{customer.name}}, your case is {{conversation.id}}.';

interface Portal {
  app: TestApp;
  admin: SignedIn;
  inbox: TestSocket;
}

async function open(): Promise<Portal> {
  const app = await startTestApp({ SMTP_IN_PORT: '0' });
  const admin = await app.signInAs({ role: 'admin' });
  return { app, admin, inbox: await admin.connect('/inbox') };
}

/** A mailbox that acknowledges, and sends by a server. */
async function mailbox({ admin }: Portal, address: string, port: number): Promise<string> {
  const smtp = { host: '127.0.0.1', port, secure: false, username: '', password: '' };
  const { id } = await admin.client(supportEmails.create, { body: { address, name: 'Help', smtp } });
  await admin.client(acknowledgements.save, { params: { id }, body: { isOn: true, text: TEXT } });
  return id;
}

const received = ({ inbox }: Portal, messageId: string) =>
  inbox.next('message', ({ cause, message }) => cause === 'message.received' && message.email?.messageId === messageId);

const messagesOf = async ({ admin }: Portal, id: string): Promise<Message[]> =>
  (await admin.client(conversations.messages, { params: { id } })).items;

const sink = new TestMailSink();
let portal: Portal;
let id: string;

beforeAll(async () => {
  await sink.start();
  portal = await open();
  id = await mailbox(portal, 'support@demo.test', sink.smtp.port);
}, 60_000);

afterAll(async () => {
  await portal?.app.close();
  await sink.stop();
});

async function write({ from = `Asha Rao <${randomUUID()}@example.test>`, more = '', path = 'asha@example.test' } = {}) {
  const messageId = `<${randomUUID()}@example.test>`;
  const raw = `${more}From: ${from}\r\nMessage-ID: ${messageId}\r\nSubject: Cup\r\n\r\nHello`;
  await deliverBySmtp(portal.app, raw, 'support@demo.test', path);
  return received(portal, messageId);
}

it('tells who opens a case its number, once, as a machine does, and the customer goes on waiting', async () => {
  const { message, conversation } = await write();
  const told = await portal.inbox.next(
    'message',
    ({ message: m }) => m.conversationId === conversation.id && m.author.type === 'bot' && m.delivery.state === 'sent',
  );
  expect(told.message).toMatchObject({
    text: `Hello Asha Rao, your case is ${conversation.number}.`,
    email: { isAutomatic: true, to: [{ address: message.email?.from?.address }] },
  });
  expect(told.conversation).toMatchObject({ lastDirection: 'inbound', waitingSince: conversation.waitingSince });
  const mail = sink.taken.get(told.message.email?.messageId ?? '');
  const headers = Object.fromEntries(mail?.headers.map(({ key, value }) => [key, value]) ?? []);
  expect(headers).toMatchObject({
    'auto-submitted': 'auto-replied',
    'x-auto-response-suppress': 'All',
    'in-reply-to': message.email?.messageId,
  });
  await write({ from: `<${message.email?.from?.address}>`, more: `In-Reply-To: ${message.email?.messageId}\r\n` });
  const all = await messagesOf(portal, conversation.id);
  expect(all.filter(({ author }) => author.type === 'bot')).toHaveLength(1);
}, 20_000);

it.each([
  ['an out-of-office answer', 'Auto-Submitted: auto-replied\r\n'],
  ['a generated mail', 'Auto-Submitted: auto-generated\r\n'],
  ['a mailing list', 'List-Id: <cups.example.test>\r\n'],
  ['a list that has no name', 'List-Post: <mailto:cups@example.test>\r\n'],
  ['bulk mail', 'Precedence: bulk\r\n'],
  ['a mail that wants no report', 'Return-Path: <>\r\n'],
  ['a mail of a list manager', 'Return-Path: <owner-cups@example.test>\r\n'],
  ['a mail that asks for no answer', 'X-Auto-Response-Suppress: All\r\n'],
])('is silent to %s', async (_name, more) => {
  const { conversation } = await write({ more });
  expect(await messagesOf(portal, conversation.id)).toHaveLength(1);
});

it('is silent to a mail that was handed over without a return path', async () => {
  const { conversation } = await write({ path: '' });
  expect(await messagesOf(portal, conversation.id)).toHaveLength(1);
});

it('is silent to our own addresses, and after the third case of a day', async () => {
  const own = await write({ from: 'support+orders@demo.test' });
  expect(await messagesOf(portal, own.conversation.id)).toHaveLength(1);
  const counts: number[] = [];
  for (let nth = 0; nth < 4; nth += 1) {
    const { conversation } = await write({ from: 'often@example.test' });
    counts.push((await messagesOf(portal, conversation.id)).length);
  }
  expect(counts).toEqual([2, 2, 2, 1]);
});

it('two batches of the same senders, each in its own order, never wait in a circle', async () => {
  const senders = ['first@example.test', 'second@example.test'];
  const opened = async (from: string) => {
    const { message } = await write({ from });
    const mail = await portal.app.get(MailParser).parse(Buffer.from(`From: ${from}\r\n\r\nHello`));
    return { accountId: id, messageId: message.id, mail, envelopeFrom: null, arrivedAt: new Date() };
  };
  const batches = [];
  for (const order of [senders, senders.toReversed()]) {
    const batch = [];
    for (const from of order) batch.push(await opened(from));
    batches.push(batch);
  }
  const service = portal.app.get(AcknowledgementsService);
  for (let round = 0; round < 5; round += 1) {
    const answers = batches.map((batch) => portal.app.database.transaction(() => service.answer(batch)));
    const outcomes = await Promise.allSettled(answers);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
  }
}, 20_000);

it('is off until it is switched on, and names only what a machine knows', async () => {
  const params = { id };
  const { id: other } = await portal.admin.client(supportEmails.create, {
    body: { address: 'other@demo.test', name: 'Other' },
  });
  expect(await portal.admin.client(acknowledgements.get, { params: { id: other } })).toEqual({ isOn: false, text: '' });
  for (const [body, status, of] of [
    [{ isOn: true, text: '{{agent.name}}' }, 422, params],
    [{ isOn: true, text: '' }, 400, params],
    [{ isOn: true, text: 'x' }, 422, { id: other }],
  ] as const) {
    const call = portal.admin.client(acknowledgements.save, { params: of, body });
    expect(await refusal(call)).toMatchObject({ status });
  }
  const agent = await portal.app.signInAs({ role: 'agent' });
  const call = agent.client(acknowledgements.save, { params, body: { isOn: false, text: '' } });
  expect(await refusal(call)).toMatchObject({ status: 403 });
});

it('two portals that acknowledge each other stop after one mail', async () => {
  const there = await open();
  try {
    const portOf = ({ app }: Portal) => app.get(InboundSmtpServer).port ?? 0;
    await mailbox(portal, 'here@demo.test', portOf(there));
    await mailbox(there, 'there@example.test', portOf(portal));
    // Somebody writes with the address of the other portal.
    const messageId = `<${randomUUID()}@example.test>`;
    const raw = `From: There <there@example.test>\r\nMessage-ID: ${messageId}\r\nSubject: Cup\r\n\r\nHello`;
    await deliverBySmtp(portal.app, raw, 'here@demo.test');
    const { conversation } = await received(portal, messageId);
    const arrived = await there.inbox.next('message', ({ cause }) => cause === 'message.received');
    expect(arrived.message.email).toMatchObject({ isAutomatic: true, from: { address: 'here@demo.test' } });
    expect(await messagesOf(there, arrived.conversation.id)).toHaveLength(1);
    expect(await messagesOf(portal, conversation.id)).toHaveLength(2);
  } finally {
    await there.app.close();
  }
}, 60_000);
