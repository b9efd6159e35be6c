import { randomUUID } from 'node:crypto';
import { conversations, replyTemplates, teams } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../testing/test-mail.ts';
import { emails, signatures, supportEmails } from '@switchboard/contracts';
import type { TestSocket } from '../../testing/test-socket.ts';

let app: TestApp;
let supervisor: SignedIn;
let admin: SignedIn;
let inbox: TestSocket;
let mailboxId: string;
const sink = new TestMailSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  supervisor = await app.signInAs({ role: 'supervisor', name: 'Meera Nair' });
  inbox = await supervisor.connect('/inbox');
  const body = { address: 'support@demo.test', name: 'Demo Support', smtp: sink.smtp };
  mailboxId = (await admin.client(supportEmails.create, { body })).id;
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

async function question(from = 'Asha Rao <asha@example.test>') {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(app, `From: ${from}\r\nMessage-ID: ${id}\r\nSubject: Cup\r\n\r\nHello`);
  return inbox.next('message', ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id);
}

describe('canned responses', () => {
  it('are written, found, changed and deleted', async () => {
    const body = { title: 'Refund', shortcut: 'Refund', body: 'Hello {{customer.name}}', channels: ['email' as const] };
    const created = await supervisor.client(replyTemplates.create, { body });
    expect(created).toMatchObject({ title: 'Refund', shortcut: 'refund', channels: ['email'], teamId: null });
    const params = { id: created.id };
    const titles = async (query: { channel?: 'email' | 'whatsapp'; search?: string }) =>
      (await supervisor.client(replyTemplates.list, { query })).items.map(({ title }) => title);
    expect(await titles({ channel: 'email', search: 'refu' })).toEqual(['Refund']);
    expect(await titles({ search: '%' })).toEqual([]);
    expect(await titles({ channel: 'whatsapp' })).toEqual([]);

    const taken = supervisor.client(replyTemplates.create, { body: { ...body, title: 'Another' } });
    expect(await refusal(taken)).toMatchObject({ status: 409, details: [{ path: 'body.shortcut' }] });
    const change = { title: 'Money back', channels: ['email' as const, 'whatsapp' as const] };
    expect(await supervisor.client(replyTemplates.update, { params, body: change })).toMatchObject(change);
    await supervisor.client(replyTemplates.remove, { params });
    expect(await refusal(supervisor.client(replyTemplates.remove, { params }))).toMatchObject({ status: 404 });
  });

  it('name only variables that there are', async () => {
    const body = { title: 'x', body: 'Dear {{customer.surname}}' };
    expect(await refusal(supervisor.client(replyTemplates.create, { body }))).toMatchObject({
      status: 422,
      details: [{ path: 'body.body', message: 'there is no variable {{customer.surname}}' }],
    });
  });

  it('of a team are seen by the team; agents read them and write none', async () => {
    const { items } = await admin.client(teams.list, {});
    const sales = items.find(({ slug }) => slug === 'sales')!;
    const body = { title: 'For sales', body: 'x', teamId: sales.id };
    const { id } = await supervisor.client(replyTemplates.create, { body });
    const [seller, helper] = await Promise.all(
      ['sales', 'support'].map((team) => app.signInAs({ role: 'agent', teams: [team] })),
    );
    const seen = async (who: SignedIn) =>
      (await who.client(replyTemplates.list, {})).items.some((template) => template.id === id);
    expect([await seen(seller!), await seen(helper!)]).toEqual([true, false]);
    expect(await refusal(seller!.client(replyTemplates.create, { body }))).toMatchObject({ status: 403 });
  });
});

describe('variables of a reply', () => {
  it('are filled in, and one without a value is refused by its name', async () => {
    const { message, conversation } = await question();
    const params = { id: message.id };
    const text = 'Hello {{customer.name}}, case {{ conversation.id }}. {{not.ours}} {{agent.name}}';
    const reply = await supervisor.client(emails.reply, { params, body: { clientKey: randomUUID(), text } });
    expect(reply.text).toBe(`Hello Asha Rao, case ${conversation.number}. {{not.ours}} Meera Nair`);

    const body = { clientKey: randomUUID(), text: 'We call {{customer.phone}} and {{customer.shoe}}' };
    expect(
      await refusal(supervisor.client(conversations.reply, { params: { id: conversation.id }, body })),
    ).toMatchObject({
      status: 422,
      details: [
        { path: 'body.text', message: '{{customer.phone}} has no value here' },
        { path: 'body.text', message: '{{customer.shoe}} has no value here' },
      ],
    });
    const { items } = await supervisor.client(replyTemplates.variables, { params: { id: conversation.id } });
    expect(Object.fromEntries(items.map(({ name, value }) => [name, value]))).toMatchObject({
      'customer.name': 'Asha Rao',
      'customer.email': 'asha@example.test',
      'customer.phone': null,
      'mailbox.address': 'support@demo.test',
    });
  });

  it('are not looked for in values: a name cannot bring in a variable', async () => {
    const { message } = await question('"{{agent.email}}" <x@example.test>');
    const body = { clientKey: randomUUID(), text: 'Hello {{customer.name}}' };
    const reply = await supervisor.client(emails.reply, { params: { id: message.id }, body });
    expect(reply.text).toBe('Hello {{agent.email}}');
  });
});

describe('signatures', () => {
  it('of the agent and below it of the mailbox end each mail, as plain text and as HTML', async () => {
    await supervisor.client(signatures.saveMine, { body: { text: '*{{agent.name}}*' } });
    const params = { id: mailboxId };
    await admin.client(signatures.saveOfMailbox, { params, body: { text: '[Our shop](https://shop.test)' } });
    expect(await admin.client(signatures.ofMailbox, { params })).toEqual({ text: '[Our shop](https://shop.test)' });
    const { message, conversation } = await question();
    expect(await supervisor.client(signatures.preview, { params: { id: conversation.id } })).toEqual({
      text: 'Meera Nair\n\nOur shop (https://shop.test)',
    });
    const body = { clientKey: randomUUID(), text: 'A new one is on its way.' };
    const reply = await supervisor.client(emails.reply, { params: { id: message.id }, body });
    expect(reply.text).toBe('A new one is on its way.');
    await inbox.next('message', ({ message: { id, delivery } }) => id === reply.id && delivery.state === 'sent');
    const mail = sink.taken.get(reply.email?.messageId ?? '');
    expect(mail?.text?.trimEnd()).toBe('A new one is on its way.\n\n-- \nMeera Nair\n\nOur shop (https://shop.test)');
    expect(mail?.html).toContain('<b>Meera Nair</b>');
    expect(mail?.html).toContain('<a href="https://shop.test">Our shop</a>');
  });

  it('name what is known of the writer and the mailbox only, and end when they are emptied', async () => {
    const wrong = supervisor.client(signatures.saveMine, { body: { text: 'For {{customer.name}}' } });
    expect(await refusal(wrong)).toMatchObject({ status: 422, details: [{ path: 'body.text' }] });
    await supervisor.client(signatures.saveMine, { body: { text: '' } });
    expect(await supervisor.client(signatures.mine, {})).toEqual({ text: '' });
    const mine = supervisor.client(signatures.saveOfMailbox, { params: { id: mailboxId }, body: { text: 'x' } });
    expect(await refusal(mine)).toMatchObject({ status: 403 });
  });
});
