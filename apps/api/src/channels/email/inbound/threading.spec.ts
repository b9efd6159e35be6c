import { randomUUID } from 'node:crypto';
import { emails, supportEmails, type Message } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';
import { MailIntake } from './mail-intake.ts';
import { ReplyTokens } from './reply-tokens.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;
const sink = new TestMailSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  for (const address of ['support@demo.test', 'sales@demo.test']) {
    const takesTags = address.startsWith('support');
    await admin.client(supportEmails.create, { body: { address, name: 'Demo', smtp: sink.smtp, takesTags } });
  }
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

async function receive(subject: string, { from = 'asha@example.test', to = 'support@demo.test' } = {}) {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(app, `From: ${from}\r\nTo: ${to}\r\nMessage-ID: ${id}\r\nSubject: ${subject}\r\n\r\nHello`, to);
  return inbox.next('message', ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id);
}

/** A case that was answered, and the reply as it went out. */
async function answered(subject: string, to = 'support@demo.test', from = 'asha@example.test') {
  const { message, conversation } = await receive(subject, { to, from });
  const params = { id: message.id };
  const reply: Message = await admin.client(emails.reply, {
    params,
    body: { clientKey: randomUUID(), text: 'Sorry' },
  });
  await inbox.next('message', ({ message: m }) => m.id === reply.id && m.delivery.state === 'sent');
  return { conversation, mail: sink.taken.get(reply.email?.messageId ?? '') };
}

describe('an answer without the headers of an answer', () => {
  it('finds its case by the address it goes to', async () => {
    const { conversation, mail } = await answered('Lid');
    const to = mail?.replyTo?.[0]?.address ?? '';
    expect(to).toMatch(/^support\+c\d+-[0-9a-f]{20}@demo\.test$/);
    const back = await receive('Something else', { from: 'assistant@example.test', to });
    expect(back.conversation.id).toBe(conversation.id);
  });

  it('finds none by an address that nobody handed out', async () => {
    const { conversation, mail } = await answered('Lid of another');
    const to = (mail?.replyTo?.[0]?.address ?? '').replace(/c\d+-/, (tag) => `c${Number(tag.slice(1, -1)) - 1}-`);
    expect(app.get(ReplyTokens).read(to)).toBeNull();
    const stranger = await receive('Something else', { from: 'stranger@example.test', to });
    expect(stranger.conversation.id).not.toBe(conversation.id);
  });

  it('finds its case by the subject, of the same customer in the same mailbox only', async () => {
    const { conversation, mail } = await answered('Handle of the cup', 'sales@demo.test');
    expect(mail?.replyTo).toBeUndefined();
    const to = 'sales@demo.test';
    const back = await receive('AW: Re: Handle of the cup', { to });
    expect(back.conversation.id).toBe(conversation.id);
    const others = [
      await receive('Handle of the cup', { to }),
      await receive('Re: Handle of the cup', { to, from: 'dev@example.test' }),
      await receive('Re: Handle of the cup'),
      await receive('Re: Handle of the cups', { to }),
    ];
    for (const other of others) expect(other.conversation.id).not.toBe(conversation.id);
  });

  it.each(['Re: [EXTERNAL] Pump', '[EXTERNAL] RE: Pump', 'RE: pump', 'R: Pump', 'Odg: Pump', 'Відп: Pump'])(
    'finds it however its program words "%s", and is answered without those words',
    async (subject) => {
      const to = 'sales@demo.test';
      const from = `${randomUUID()}@example.test`;
      const { conversation } = await answered('Pump', to, from);
      const back = await receive(subject, { to, from });
      expect(back.conversation.id).toBe(conversation.id);
      // Another one would offer a split.
      expect(back.message.email?.threadSubject).toBe('pump');
      const body = { clientKey: randomUUID(), text: 'Sorry' };
      const reply = await admin.client(emails.reply, { params: { id: back.message.id }, body });
      expect(reply.email?.subject?.replace('[EXTERNAL] ', '')).toMatch(/^Re: pump$/i);
    },
  );

  it.each(['Re: [EXTERNAL] Valve', 'r: valve', 'Vá: Valve'])(
    'that is here before the mail it answers is found by it: "%s"',
    async (subject) => {
      const from = `${randomUUID()}@example.test`;
      const { conversation, message } = await receive(subject, { to: 'sales@demo.test', from });
      const { items } = await admin.client(supportEmails.list, {});
      const id = `<${randomUUID()}@demo.test>`;
      const date = new Date(Date.now() - 60_000);
      await app.get(MailIntake).accept({
        way: 'imap',
        mailbox: items.find(({ address }) => address === 'sales@demo.test')!,
        externalId: id,
        envelope: { folder: 'sent', arrivedAt: date.toISOString() },
        raw: Buffer.from(
          `From: sales@demo.test\r\nTo: ${from}\r\nDate: ${date.toUTCString()}\r\nMessage-ID: ${id}\r\nSubject: Re: Valve\r\n\r\nHello`,
        ),
      });
      const sent = await inbox.next('message', (heard) => heard.message.email?.messageId === id);
      expect(sent.conversation.id).toBe(conversation.id);
      expect(sent.message.id).not.toBe(message.id);
    },
  );
});
