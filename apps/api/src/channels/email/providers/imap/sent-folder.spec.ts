import { randomUUID } from 'node:crypto';
import { conversations, emails, supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { startTestApp, type SignedIn, type TestApp } from '../../../../testing/test-app.ts';
import { MailboxesRepository } from '../../mailboxes/mailboxes.repository.ts';
import { TestMailSink } from '../../../../testing/test-mail.ts';
import type { TestSocket } from '../../../../testing/test-socket.ts';
import { imapClient } from './imap-client.ts';
import { ImapWatcher } from './imap-watcher.ts';

// CI has it; elsewhere `pnpm test` says how to get it.
const describeWithDovecot = process.env['HAVE_DOVECOT'] || process.env['CI'] ? describe : describe.skip;

describeWithDovecot('the folder of sent mails', () => {
  let dovecot: Dovecot;
  let app: TestApp;
  let admin: SignedIn;
  let inbox: TestSocket;
  const sink = new TestMailSink();

  beforeAll(async () => {
    await sink.start();
    dovecot = await Dovecot.start();
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    inbox = await admin.connect('/emails');
    await admin.client(supportEmails.create, {
      body: { address: 'support@demo.test', name: 'Support', imap: dovecot.server, smtp: sink.smtp },
    });
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await dovecot?.stop();
    await sink.stop();
  });

  const idOf = () => `<${randomUUID()}@example.test>`;

  async function put(folder: 'INBOX' | 'Sent', { id = idOf(), replyTo = '', to = 'Asha Rao <asha@example.test>' }) {
    const [from, recipient] = folder === 'Sent' ? ['Ravi <support@demo.test>', to] : [to, 'support@demo.test'];
    const reference = replyTo === '' ? '' : `In-Reply-To: ${replyTo}\r\n`;
    await dovecot.deliver(
      `From: ${from}\r\nTo: ${recipient}\r\nSubject: Cup\r\nMessage-ID: ${id}\r\n${reference}\r\nHello\r\n`,
      folder,
    );
    return id;
  }

  const arrived = (id: string) =>
    inbox.next('message', ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id);
  const noted = (id: string) =>
    inbox.next(
      'message',
      ({ cause, message }) => cause === 'message.sent_elsewhere' && message.email?.messageId === id,
    );

  it('shows a reply of a mail program as ours, in its conversation', async () => {
    const question = await put('INBOX', {});
    const { conversation } = await arrived(question);
    expect(conversation.waitingSince).not.toBeNull();
    const answer = await put('Sent', { replyTo: question });
    // The inbox rings the bell; the folder beside it is looked at with it.
    await arrived(await put('INBOX', { to: 'dev@example.test' }));
    const told = await noted(answer);
    expect(told.message).toMatchObject({
      direction: 'outbound',
      author: { type: 'agent', agentId: null, name: 'Ravi' },
      delivery: { state: 'sent' },
      text: 'Hello',
    });
    expect(told.conversation).toMatchObject({ id: conversation.id, waitingSince: null, lastDirection: 'outbound' });
    const thanks = await arrived(await put('INBOX', { replyTo: answer }));
    expect(thanks.conversation.id).toBe(conversation.id);
  }, 30_000);

  it('does not double what the portal sent', async () => {
    const { message, conversation } = await arrived(await put('INBOX', {}));
    const reply = await admin.client(emails.reply, {
      params: { id: message.id },
      body: { clientKey: randomUUID(), text: 'Hello' },
    });
    await put('Sent', { id: reply.email?.messageId ?? '', replyTo: message.email?.messageId ?? '' });
    const later = await put('Sent', { replyTo: message.email?.messageId ?? '' });
    await arrived(await put('INBOX', { to: 'dev@example.test' }));
    await noted(later);
    const { items } = await admin.client(conversations.messages, { params: { id: conversation.id }, query: {} });
    expect(items.map(({ direction }) => direction).toSorted()).toEqual(['inbound', 'outbound', 'outbound']);
  }, 30_000);

  it('opens a solved conversation for a mail that answers none', async () => {
    const first = await put('Sent', { to: 'new@example.test' });
    await arrived(await put('INBOX', { to: 'dev@example.test' }));
    const { conversation } = await noted(first);
    expect(conversation).toMatchObject({ status: 'solved', customerName: 'new@example.test', unreadCount: 0 });
    const answer = await arrived(await put('INBOX', { replyTo: first, to: 'new@example.test' }));
    expect(answer.conversation).toMatchObject({ id: conversation.id, status: 'open' });
  }, 30_000);

  it('is found also where it is made later', async () => {
    const client = imapClient(dovecot.server, dovecot.server.password, 10_000);
    await client.connect();
    await client.mailboxDelete('Sent');
    const [mailbox] = await app.get(MailboxesRepository).all();
    const looked: string[] = [];
    const isThere = Promise.withResolvers<void>();
    const isFound = Promise.withResolvers<void>();
    const watcher = new ImapWatcher(
      {
        mailbox: mailbox!,
        password: dovecot.server.password,
        readerOf: ({ path }) => ({
          catchUp: async () => {
            looked.push(path);
            if (path === 'Sent') isFound.resolve();
          },
        }),
        report: async () => isThere.resolve(),
      },
      { lookEvery: 200, answerWithin: 5_000 },
    );
    await isThere.promise;
    expect(looked).toEqual(['INBOX']);
    await client.mailboxCreate('Sent');
    await isFound.promise;
    await watcher.stop();
    client.close();
  }, 30_000);
});
