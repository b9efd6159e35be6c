import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { conversations, emails, supportEmails, type Message } from '@switchboard/contracts';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import type { TestSocket } from '../../testing/test-socket.ts';
import { InboundSmtpServer } from './providers/smtp/inbound-smtp.server.ts';

/** A mail server of the customers' side that refuses on demand. */
class CustomersServer {
  readonly received: { mail: Email; recipients: string[] }[] = [];
  refusal: { code: number; words: string } | null = null;
  port = 0;
  private waiting: (() => void)[] = [];
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, done) => {
      const { refusal } = this;
      if (!refusal) return done();
      for (const wake of this.waiting.splice(0)) wake();
      done(Object.assign(new Error(refusal.words), { responseCode: refusal.code }));
    },
    onData: (stream, session, done) => {
      void this.keep(
        stream,
        session.envelope.rcptTo.map(({ address }) => address),
      ).then(() => done());
    },
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.port = (this.server.server.address() as { port: number }).port;
  }

  async next(count: number): Promise<Email> {
    while (this.received.length < count) await new Promise<void>((resolve) => this.waiting.push(resolve));
    return this.received[count - 1]!.mail;
  }

  /** Waits until a mail has come so many times. */
  async copies(messageId: string, count: number): Promise<void> {
    while (this.received.filter(({ mail }) => mail.messageId === messageId).length < count) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }

  private async keep(stream: Readable, recipients: string[]): Promise<void> {
    this.received.push({ mail: await PostalMime.parse(await buffer(stream)), recipients });
    for (const wake of this.waiting.splice(0)) wake();
  }
}

let app: TestApp;
let admin: SignedIn;
let agent: SignedIn;
let inbox: TestSocket;
let mailboxId: string;
const customers = new CustomersServer();

beforeAll(async () => {
  await customers.start();
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  agent = await app.signInAs({ role: 'supervisor' });
  inbox = await agent.connect('/emails');
  const server = { host: '127.0.0.1', port: customers.port, secure: false, username: '', password: '' };
  mailboxId = (
    await admin.client(supportEmails.create, {
      body: { address: 'Support@Demo.test', name: 'Demo Support', smtp: server },
    })
  ).id;
}, 60_000);

afterAll(async () => {
  await app?.close();
  await customers.stop();
});

type Draft = Parameters<ReturnType<typeof createTransport>['sendMail']>[0];

async function send(draft: Draft): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port: app.get(InboundSmtpServer).port ?? 0, ignoreTLS: true });
  const messageId = `<${randomUUID()}@example.test>`;
  await transport.sendMail({
    from: 'Asha Rao <asha@example.test>',
    to: 'support@demo.test',
    subject: 'Broken cup',
    text: 'It came broken.',
    messageId,
    ...draft,
  });
  return messageId;
}

async function sendRaw(raw: string | Buffer, to = 'support@demo.test', from = 'asha@example.test'): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port: app.get(InboundSmtpServer).port ?? 0, ignoreTLS: true });
  await transport.sendMail({ envelope: { from, to }, raw });
}

const received = (fits: (message: Message) => boolean) =>
  inbox.next('message', ({ cause, message }) => cause === 'message.received' && fits(message));

const arrived = (messageId: string) => received(({ email }) => email?.messageId === messageId);

const rows = async <T>(sql: string, values: unknown[] = []) => (await app.database.pool.query(sql, values)).rows as T[];

describe('the way of a mail', () => {
  it('in by SMTP, answered, answered again: one conversation, with the right headers', async () => {
    const question = await arrived(await send({ html: '<p>It came <b>broken</b>.<script>x()</script></p>' }));
    expect(question.message).toMatchObject({
      text: 'It came broken.',
      author: { type: 'customer', name: 'Asha Rao' },
      email: {
        subject: 'Broken cup',
        from: { address: 'asha@example.test', name: 'Asha Rao' },
        to: [{ address: 'support@demo.test', name: null }],
        html: '<p>It came <b>broken</b>.</p>',
      },
    });
    expect(question.conversation).toMatchObject({ subject: 'Broken cup', unreadCount: 1, accountId: mailboxId });
    const conversationId = question.conversation.id;

    const count = customers.received.length;
    const reply = await agent.client(emails.reply, {
      params: { id: question.message.id },
      body: {
        clientKey: randomUUID(),
        text: 'A new one is on its way: https://shop.test/o?a=1&b=2.',
        cc: ['dev@example.test'],
        bcc: ['audit@example.test'],
      },
    });
    expect(reply).toMatchObject({
      direction: 'outbound',
      email: { subject: 'Re: Broken cup', to: [{ address: 'asha@example.test' }] },
    });
    const answer = await customers.next(count + 1);
    expect(answer).toMatchObject({
      messageId: reply.email?.messageId,
      inReplyTo: question.message.email?.messageId,
      references: question.message.email?.messageId,
      subject: 'Re: Broken cup',
      from: { address: 'support@demo.test', name: 'Demo Support' },
      to: [{ address: 'asha@example.test', name: 'Asha Rao' }],
      cc: [{ address: 'dev@example.test', name: '' }],
      text: expect.stringContaining('A new one is on its way') as unknown,
      html: expect.stringContaining('<a href="https://shop.test/o?a=1&amp;b=2">') as unknown,
    });
    expect(answer.bcc).toBeUndefined();
    expect(customers.received[count]?.recipients.sort()).toEqual([
      'asha@example.test',
      'audit@example.test',
      'dev@example.test',
    ]);
    await inbox.next('message', ({ message }) => message.id === reply.id && message.delivery.state === 'sent');

    const thanks = await arrived(
      await send({
        subject: 'Something else entirely',
        text: `Thank you!\n\nOn Fri, 20 Nov 2026, Demo Support <support@demo.test> wrote:\n> A new one is on its way`,
        inReplyTo: answer.messageId,
        references: [question.message.email?.messageId ?? '', answer.messageId ?? ''],
      }),
    );
    expect(thanks.conversation.id).toBe(conversationId);
    expect(thanks.message).toMatchObject({
      text: 'Thank you!',
      email: { fullText: expect.stringContaining('> A new one') as unknown },
    });
  });

  it('the composer of the inbox answers the newest mail, with files', async () => {
    const first = await arrived(await send({ replyTo: 'home@example.test' }));
    const second = await arrived(
      await send({
        subject: 'Re: Broken cup!',
        inReplyTo: first.message.email?.messageId ?? '',
        replyTo: 'home@example.test',
      }),
    );
    const count = customers.received.length;
    const form = new FormData();
    form.set('file', new Blob(['Ship to Asha'], { type: 'text/plain' }), 'label.txt');
    const upload = await fetch(`${app.url}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${agent.token}` },
      body: form,
    });
    const { id } = (await upload.json()) as { id: string };
    const clientKey = randomUUID();
    const body = { clientKey, text: 'Here is the label.', attachmentIds: [id] };
    const sent = await agent.client(conversations.reply, { params: { id: first.conversation.id }, body });
    const again = await agent.client(conversations.reply, { params: { id: first.conversation.id }, body });
    expect(again.id).toBe(sent.id);
    const mail = await customers.next(count + 1);
    expect(mail).toMatchObject({
      to: [{ address: 'home@example.test' }],
      subject: 'Re: Broken cup!',
      inReplyTo: second.message.email?.messageId,
      references: `${first.message.email?.messageId} ${second.message.email?.messageId}`,
    });
    expect(mail.attachments[0]).toMatchObject({ filename: 'label.txt', mimeType: 'text/plain' });
    await inbox.next('message', ({ message }) => message.id === sent.id && message.delivery.state === 'sent');
    expect(customers.received).toHaveLength(count + 1);
  });

  it('keeps attachments, and shows inline images by their own address', async () => {
    const { message } = await arrived(
      await send({
        html: '<img src="cid:pic@x">',
        attachments: [
          { filename: 'cup.png', cid: 'pic@x', contentType: 'image/png', content: Buffer.from('PNG') },
          { filename: 'invoice.pdf', contentType: 'application/pdf', content: Buffer.from('PDF') },
        ],
      }),
    );
    const files = message.attachments.toSorted((a, b) => a.filename.localeCompare(b.filename));
    expect(files).toMatchObject([
      { filename: 'cup.png', isInline: true, sizeBytes: 3 },
      { filename: 'invoice.pdf', isInline: false, sizeBytes: 3 },
    ]);
    const [image, invoice] = files;
    expect(message.email?.html).toContain(`src="${image?.url?.replaceAll('&', '&amp;')}"`);
    const address = new URL(invoice?.url ?? '');
    const file = await fetch(app.url + address.pathname + address.search);
    expect(await file.text()).toBe('PDF');
  });
});

it.each([
  ['a file that is a picture by its bytes only', 'logo@x', 'logo@x', 'application/octet-stream'],
  ['a content id of another case', 'LOGO@x', 'logo@X', 'image/png'],
  ['a content id that is escaped', 'logo%40x', 'logo@x', 'image/png'],
])('shows %s where it belongs', async (_name, shown, id, type) => {
  const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  const messageId = `<${randomUUID()}@example.test>`;
  const part = (cid: string, name: string, content: string) =>
    `--b\r\nContent-Type: ${type}; name=${name}\r\nContent-ID: <${cid}>\r\nContent-Transfer-Encoding: base64\r\n\r\n${content}\r\n`;
  await sendRaw(
    `From: asha@example.test\r\nMessage-ID: ${messageId}\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src="cid:${shown}"><img src="cid:notes@x">\r\n${part(id, 'logo.png', png)}--b\r\nContent-Type: text/plain; name=notes.txt\r\nContent-Disposition: attachment\r\nContent-ID: <notes@x>\r\n\r\nNotes\r\n--b--\r\n`,
  );
  const { message } = await arrived(messageId);
  const [logo, notes] = message.attachments;
  expect(logo).toMatchObject({ filename: 'logo.png', contentType: 'image/png', isInline: true });
  expect(message.email?.html).toContain(`src="${logo?.url?.replaceAll('&', '&amp;')}"`);
  expect(notes).toMatchObject({ filename: 'notes.txt', isInline: false });
});

describe('threads', () => {
  it('a subject alone joins nothing', async () => {
    const one = await arrived(await send({ subject: 'Re: Same words' }));
    const two = await arrived(await send({ subject: 'Re: Same words' }));
    expect(two.conversation.id).not.toBe(one.conversation.id);
  });

  it('mails of one thread that come at once, in any order, make one conversation', async () => {
    const root = `<${randomUUID()}@example.test>`;
    const ids = Array.from({ length: 8 }, () => `<${randomUUID()}@example.test>`);
    await Promise.all([
      ...ids.map((messageId) => send({ messageId, inReplyTo: root, references: root })),
      send({ messageId: root }),
    ]);
    const all = await Promise.all([root, ...ids].map(arrived));
    expect(new Set(all.map(({ conversation }) => conversation.id)).size).toBe(1);
  });

  it('answers of different customers to one circular stay apart', async () => {
    const circular = `<${randomUUID()}@elsewhere.test>`;
    const asha = await arrived(await send({ inReplyTo: circular }));
    const dev = await arrived(await send({ inReplyTo: circular, from: 'Dev <dev@example.test>' }));
    expect(dev.conversation.id).not.toBe(asha.conversation.id);
  });

  it('a Message-ID used twice is a hint only: other content is another mail', async () => {
    const messageId = `<${randomUUID()}@example.test>`;
    await send({ messageId, text: 'One' });
    const one = await arrived(messageId);
    await send({ messageId, text: 'Two' });
    const two = await arrived(messageId);
    expect([one.message.text, two.message.text]).toEqual(['One', 'Two']);
  });

  it('the very same mail again changes nothing', async () => {
    const messageId = `<${randomUUID()}@example.test>`;
    const raw = `From: asha@example.test\r\nTo: support@demo.test\r\nMessage-ID: ${messageId}\r\nSubject: Once\r\n\r\nOnce`;
    await sendRaw(raw);
    await arrived(messageId);
    await sendRaw(raw);
    // By another relay: other bytes, the same mail.
    await sendRaw(`Received: by relay.test\r\n${raw}`);
    await sendRaw(raw.replace('Once\r\n\r\n', 'After\r\n\r\n').replace(messageId, `<after-${messageId.slice(1)}`));
    await arrived(`<after-${messageId.slice(1)}`);
    const ledger = await rows(
      `select status from inbound_events where convert_from(body, 'utf8') like '%' || $1 || '%' order by id`,
      [messageId],
    );
    expect(ledger).toEqual([{ status: 'processed' }, { status: 'ignored' }]);
    expect(await rows('select 1 from email_messages where internet_message_id = $1', [messageId])).toHaveLength(1);
  });
});

describe('a mail that cannot be sent', () => {
  async function replyTo(messageId: string): Promise<Message> {
    return agent.client(emails.reply, { params: { id: messageId }, body: { clientKey: randomUUID(), text: 'Hello' } });
  }
  afterEach(() => {
    customers.refusal = null;
  });

  it('fails at once with the words of the server, and goes out when sent again', async () => {
    const { message } = await arrived(await send({}));
    customers.refusal = { code: 550, words: '5.1.1 Nobody of that name' };
    const reply = await replyTo(message.id);
    const failed = await inbox.next(
      'message',
      ({ message: { id, delivery } }) => id === reply.id && delivery.state === 'failed',
    );
    expect(failed.message.delivery.error).toContain('5.1.1 Nobody of that name');
    customers.refusal = null;
    const count = customers.received.length;
    await agent.client(conversations.retry, { params: { id: reply.id } });
    expect(await customers.next(count + 1)).toMatchObject({ messageId: reply.email?.messageId });
    await inbox.next('message', ({ message: { id, delivery } }) => id === reply.id && delivery.state === 'sent');
  });

  it('waits its turn again when the server is busy', async () => {
    const { message } = await arrived(await send({}));
    customers.refusal = { code: 450, words: '4.2.0 Try later' };
    const reply = await replyTo(message.id);
    const waiting = await inbox.next(
      'message',
      ({ cause, message: { id, delivery } }) =>
        cause === 'message.delivery_changed' && id === reply.id && delivery.state === 'queued',
    );
    expect(waiting.message.delivery).toMatchObject({ error: '450 4.2.0 Try later', attempts: 1 });
    expect(Date.parse(waiting.message.delivery.sendAt ?? '')).toBeGreaterThan(Date.now());
  });

  it('is sent again under the same Message-ID when the process died before it could note the success', async () => {
    const { message } = await arrived(await send({}));
    const reply = await replyTo(message.id);
    const messageId = reply.email?.messageId ?? '';
    await inbox.next('message', ({ message: { id, delivery } }) => id === reply.id && delivery.state === 'sent');
    await rows(`update messages set delivery = 'sending' where id = $1`, [reply.id]);
    // As the heartbeat of the dead worker leaves its job.
    await rows(
      `update pgboss.job set state = 'retry', retry_count = 1, start_after = now(), completed_on = null where data->>'messageId' = $1`,
      [reply.id],
    );
    await customers.copies(messageId, 2);
    // Once it is sent, the job has nothing to do any more.
    await inbox.next('message', ({ message: { id, delivery } }) => id === reply.id && delivery.state === 'sent');
    await app.get(JobQueue).enqueue('email.send', { messageId: reply.id });
    const next = await replyTo(message.id);
    await customers.copies(next.email?.messageId ?? '', 1);
    expect(customers.received.filter(({ mail }) => mail.messageId === messageId)).toHaveLength(2);
  }, 20_000);

  it('leaves in the name that its mailbox has by then', async () => {
    const { message } = await arrived(await send({}));
    const params = { id: mailboxId };
    const nameOf = async ({ email }: Message) => {
      await customers.copies(email?.messageId ?? '', 1);
      return customers.received.find(({ mail }) => mail.messageId === email?.messageId)?.mail.from?.name;
    };
    expect(await nameOf(await replyTo(message.id))).toBe('Demo Support');
    await admin.client(supportEmails.update, { params, body: { name: 'Tea House' } });
    expect(await nameOf(await replyTo(message.id))).toBe('Tea House');
    await admin.client(supportEmails.update, { params, body: { name: 'Demo Support' } });
  });

  it('is refused before it is written when there is nobody to answer or nothing to send by', async () => {
    await admin.client(supportEmails.create, { body: { address: 'deaf@demo.test', name: 'Deaf' } });
    const messageId = await send({ to: 'deaf@demo.test' });
    const { message } = await arrived(messageId);
    await expect(replyTo(message.id)).rejects.toMatchObject({
      status: 422,
      message: expect.stringContaining('no SMTP server') as unknown,
    });
  });
});

describe('bad mail', () => {
  it.each([
    ['without Message-ID', 'From: a@example.test\r\nSubject: %\r\n\r\nx', 'no-message-id'],
    ['without From', 'Message-ID: <nf@example.test>\r\nSubject: %\r\n\r\nx', 'no-from'],
    [
      'of a charset nobody knows',
      'From: a@example.test\r\nSubject: %\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx',
      'bad-charset',
    ],
    ['without body', 'From: a@example.test\r\nSubject: %\r\n\r\n', 'empty'],
  ])('%s is kept all the same', async (name, template, note) => {
    await sendRaw(template.replace('%', name));
    const { message } = await received(({ email }) => email?.subject === name);
    const [stored] = await rows<{ notes: string[] }>('select notes from email_messages where message_id = $1', [
      message.id,
    ]);
    expect(stored?.notes).toContain(note);
  });

  it('without any sender belongs to "Unknown sender", and is answered only to somebody named', async () => {
    await sendRaw('Subject: Nobody wrote this\r\n\r\nx', 'support@demo.test', '');
    const { message, conversation } = await received(({ email }) => email?.subject === 'Nobody wrote this');
    expect(conversation.customerName).toBe('Unknown sender');
    const body = { clientKey: randomUUID(), text: 'Who?' };
    await expect(agent.client(emails.reply, { params: { id: message.id }, body })).rejects.toMatchObject({
      status: 422,
    });
    await agent.client(emails.reply, { params: { id: message.id }, body: { ...body, to: ['a@example.test'] } });
  });

  it('a bomb is kept unread, with the reason', async () => {
    const headers = Array.from({ length: 20_000 }, (_, i) => `X-${i}: y`).join('\r\n');
    await sendRaw(`From: bomber@example.test\r\nSubject: Bomb\r\n${headers}\r\n\r\nboom`);
    await arrived(await send({}));
    const [row] = await rows<{ status: string; reason: string; body_key: string }>(
      `select status, reason, body_key from inbound_events where headers->>'envelopeFrom' = 'asha@example.test' and body_key is not null order by id desc limit 1`,
    );
    expect(row).toMatchObject({ status: 'rejected', reason: expect.stringContaining('2000 header lines') as unknown });
  });

  it('for somebody else is refused, with a plus-tag it is taken', async () => {
    await expect(send({ to: 'nobody@demo.test' })).rejects.toMatchObject({ responseCode: 550 });
    await arrived(await send({ to: 'support+orders@demo.test' }));
  });

  it('of more than 25 MB is refused, and the connection lives', async () => {
    await expect(send({ text: 'x'.repeat(27_000_000) })).rejects.toMatchObject({ responseCode: 552 });
  });
});

describe('mailboxes', () => {
  it('are added, changed, listed and removed, and never tell their passwords', async () => {
    const server = { host: 'mail.demo.test', port: 587, secure: false, username: 'sales', password: 'CANARY-1' };
    const created = await admin.client(supportEmails.create, {
      body: { address: 'Sales@demo.test', name: 'Sales', smtp: server },
    });
    expect(created).toMatchObject({
      address: 'sales@demo.test',
      isWatching: false,
      imap: null,
      smtp: { host: 'mail.demo.test', port: 587 },
    });
    const params = { id: created.id };
    await expect(
      admin.client(supportEmails.create, { body: { address: 'sales@DEMO.test', name: 'Again' } }),
    ).rejects.toMatchObject({ status: 409 });
    await expect(admin.client(supportEmails.watch, { params })).rejects.toMatchObject({ status: 422 });
    const { password: _, ...elsewhere } = { ...server, host: 'evil.test' };
    await expect(admin.client(supportEmails.update, { params, body: { smtp: elsewhere } })).rejects.toMatchObject({
      status: 422,
    });
    const renamed = await admin.client(supportEmails.update, {
      params,
      body: { name: 'Sales team', smtp: { ...elsewhere, host: 'mail.demo.test', port: 465 } },
    });
    expect(renamed).toMatchObject({ name: 'Sales team', smtp: { port: 465 } });
    const listed = await agent.client(supportEmails.list, {});
    expect(listed.items.map(({ address }) => address)).toContain('sales@demo.test');
    expect(JSON.stringify([created, renamed, listed])).not.toContain('CANARY');
    const [{ sealed }] = (await rows<{ sealed: string }>(
      `select encode(credentials, 'escape') as sealed from channel_accounts where id = $1`,
      [created.id],
    )) as [{ sealed: string }];
    expect(sealed).not.toContain('CANARY');
    await admin.client(supportEmails.remove, { params });
    await expect(admin.client(supportEmails.get, { params })).rejects.toMatchObject({ status: 404 });
    const nobody = await app.signInAs({ role: 'agent', teams: ['support'] });
    await expect(nobody.client(supportEmails.remove, { params: { id: mailboxId } })).rejects.toMatchObject({
      status: 403,
    });
  });

  it('removed leave their conversations', async () => {
    const box = await admin.client(supportEmails.create, { body: { address: 'gone@demo.test', name: 'Gone' } });
    const { conversation } = await arrived(await send({ to: 'gone@demo.test' }));
    await admin.client(supportEmails.remove, { params: { id: box.id } });
    const left = await agent.client(conversations.get, { params: { id: conversation.id } });
    expect(left.accountId).toBeNull();
  });
});

describe('the list of mails', () => {
  it('pages newest first, filters, and shows only what the agent may see', async () => {
    const sent = [];
    for (const subject of ['L1', 'L2', 'L3'])
      sent.push(await arrived(await send({ subject, from: 'list@example.test' })));
    const first = await agent.client(emails.list, { query: { limit: 2, direction: 'inbound' } });
    expect(first.items.map(({ subject }) => subject)).toEqual(['L3', 'L2']);
    const second = await agent.client(emails.list, {
      query: { limit: 2, direction: 'inbound', cursor: first.nextCursor ?? '' },
    });
    expect(second.items[0]?.subject).toBe('L1');

    const reply = await agent.client(emails.reply, {
      params: { id: sent[2]!.message.id },
      body: { clientKey: randomUUID(), text: 'Hi' },
    });
    const unanswered = await agent.client(emails.list, { query: { limit: 2, unanswered: 'true' } });
    expect(unanswered.items.map(({ subject }) => subject)).toEqual(['L2', 'L1']);
    const outbound = await agent.client(emails.list, { query: { limit: 1, direction: 'outbound' } });
    expect(outbound.items[0]).toMatchObject({
      id: reply.id,
      supportEmailId: mailboxId,
      to: [{ address: 'list@example.test' }],
    });

    const other = await app.signInAs({ role: 'agent', teams: ['finance'] });
    const teams = await rows<{ id: string }>(`select id from teams where slug in ('support', 'finance') order by slug`);
    for (const [index, { conversation }] of sent.entries()) {
      const teamId = teams[index === 0 ? 1 : 0]?.id ?? null;
      await agent.client(conversations.update, { params: { id: conversation.id }, body: { teamId } });
    }
    const seen = await other.client(emails.list, { query: { limit: 200 } });
    expect(seen.items.map(({ subject }) => subject)).toEqual(expect.arrayContaining(['L2', 'L3']));
    expect(seen.items.map(({ subject }) => subject)).not.toContain('L1');
    await expect(other.client(emails.get, { params: { id: sent[0]!.message.id } })).rejects.toMatchObject({
      status: 404,
    });
    expect((await agent.client(emails.get, { params: { id: sent[0]!.message.id } })).email?.subject).toBe('L1');
  });
});

it('a node without SMTP_IN_PORT does not listen', async () => {
  const quiet = await startTestApp();
  expect(quiet.get(InboundSmtpServer).port).toBeNull();
  await quiet.close();
});

it('a port that is taken is told at the start', async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const { port } = holder.address() as { port: number };
  await expect(startTestApp({ SMTP_IN_PORT: String(port) })).rejects.toThrow('EADDRINUSE');
  holder.close();
});
