import { randomUUID } from 'node:crypto';
import { conversations, departures, emails, supportEmails, type Message } from '@switchboard/contracts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp, TestMailSink } from '../../testing/test-mail.ts';
import type { TestSocket } from '../../testing/test-socket.ts';

let app: TestApp;
let agent: SignedIn;
let colleague: TestSocket;
const sink = new TestMailSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0', UNDO_SECONDS: '2' });
  const admin = await app.signInAs({ role: 'admin' });
  agent = await app.signInAs({ role: 'supervisor' });
  colleague = await (await app.signInAs({ role: 'supervisor' })).connect('/inbox');
  await admin.client(supportEmails.create, {
    body: { address: 'support@demo.test', name: 'Support', smtp: sink.smtp },
  });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

async function question(more = '') {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(
    app,
    `From: Asha Rao <asha@example.test>\r\nMessage-ID: ${id}\r\nSubject: Cup\r\n${more}\r\nHello`,
  );
  return colleague.next(
    'message',
    ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id,
  );
}

const answer = (to: string, body: { sendAt?: string; attachmentIds?: string[] } = {}): Promise<Message> =>
  agent.client(emails.reply, { params: { id: to }, body: { clientKey: randomUUID(), text: 'A new one', ...body } });

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Time passes: its hour has come. */
async function come(id: string): Promise<void> {
  await app.database.pool.query(`update messages set send_at = now() where id = $1`, [id]);
  await app.get(JobQueue).enqueue('email.send', { messageId: id });
}

const isSent = (id: string) =>
  colleague.next('message', ({ message }) => message.id === id && message.delivery.state === 'sent');

const row = async (id: string) => agent.client(conversations.get, { params: { id } });

describe('the undo window', () => {
  it('keeps a mail back for a while, and then it leaves by itself', async () => {
    const { message } = await question();
    const reply = await answer(message.id);
    expect(reply.delivery).toMatchObject({ state: 'queued', attempts: 0 });
    expect(Date.parse(reply.delivery.sendAt ?? '') - Date.parse(reply.occurredAt)).toBe(2000);
    await isSent(reply.id);
    expect(sink.taken.has(reply.email?.messageId ?? '')).toBe(true);
  }, 20_000);

  it('is undone: it is gone for everybody, the customer waits again, and its text comes back', async () => {
    const { message, conversation } = await question();
    const before = await row(conversation.id);
    const form = new FormData();
    form.set('file', new Blob(['Ship to Asha'], { type: 'text/plain' }), 'label.txt');
    const upload = await fetch(`${app.url}/attachments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${agent.token}` },
      body: form,
    });
    const { id: fileId } = (await upload.json()) as { id: string };
    const reply = await answer(message.id, { attachmentIds: [fileId] });
    expect((await row(conversation.id)).waitingSince).toBeNull();

    const back = await agent.client(departures.undo, { params: { id: reply.id } });
    expect(back).toMatchObject({ id: reply.id, text: 'A new one', attachments: [{ filename: 'label.txt' }] });
    const told = await colleague.next('retracted', ({ messageId }) => messageId === reply.id);
    const unchanged = {
      preview: before.preview,
      lastMessageAt: before.lastMessageAt,
      lastDirection: 'inbound',
      waitingSince: before.waitingSince,
      messageCount: before.messageCount,
    };
    expect(told.conversation).toMatchObject(unchanged);
    expect((await agent.client(conversations.messages, { params: { id: conversation.id } })).items).toHaveLength(1);

    // The file can go with another answer, and the job of the first has nothing to do.
    const again = await answer(message.id, { attachmentIds: [fileId] });
    await isSent(again.id);
    expect(sink.taken.has(reply.email?.messageId ?? '')).toBe(false);
    expect(sink.taken.get(again.email?.messageId ?? '')?.attachments).toHaveLength(1);
  }, 20_000);

  it('ends when the mail is on its way', async () => {
    const { message } = await question();
    const reply = await answer(message.id);
    await isSent(reply.id);
    expect(await refusal(agent.client(departures.undo, { params: { id: reply.id } }))).toMatchObject({
      status: 409,
      code: 'conflict',
    });
  }, 20_000);

  it('is for those who may write in the conversation', async () => {
    const { message } = await question();
    const reply = await answer(message.id);
    const reader = await app.signInAs({ grants: [{ module: 'conversations', action: 'read', scope: 'all' }] });
    expect(await refusal(reader.client(departures.undo, { params: { id: reply.id } }))).toMatchObject({
      status: 403,
    });
    expect(await refusal(agent.client(departures.undo, { params: { id: randomUUID() } }))).toMatchObject({
      status: 404,
    });
  });
});

describe('send later', () => {
  it('leaves the customer waiting until it leaves, and leaves at its time', async () => {
    const { message, conversation } = await question();
    const sendAt = inAnHour();
    const reply = await answer(message.id, { sendAt });
    expect(reply).toMatchObject({
      delivery: { state: 'queued', sendAt },
      schedule: { by: { agentId: agent.agent.id }, heldAt: null },
      occurredAt: sendAt,
    });
    await colleague.next('message', ({ cause, message: { id } }) => cause === 'message.scheduled' && id === reply.id);
    expect(await row(conversation.id)).toMatchObject({ lastDirection: 'inbound', messageCount: 1 });
    const { rows } = await app.database.pool.query<{ at: Date }>(
      `select start_after as at from pgboss.job where data->>'messageId' = $1`,
      [reply.id],
    );
    expect(rows.map(({ at }) => at.toISOString())).toEqual([sendAt]);

    await come(reply.id);
    const sent = await isSent(reply.id);
    expect(sent.message.schedule).toBeNull();
    expect(Date.parse(sent.message.occurredAt)).toBeLessThan(Date.now() + 1000);
    expect(sent.conversation).toMatchObject({ lastDirection: 'outbound', waitingSince: null, messageCount: 2 });
  }, 20_000);

  it('is held when the customer wrote meanwhile, until an agent says when', async () => {
    const { message } = await question();
    const reply = await answer(message.id, { sendAt: inAnHour() });
    await question(`In-Reply-To: ${message.email?.messageId}\r\n`);
    await come(reply.id);
    const held = await colleague.next(
      'message',
      ({ cause, message: { id } }) => cause === 'message.held' && id === reply.id,
    );
    expect(held.message).toMatchObject({
      delivery: { state: 'queued' },
      schedule: { heldAt: expect.any(String) as string },
    });
    // Its job may come as often as it likes.
    await come(reply.id);
    const sendAt = inAnHour();
    const after = await agent.client(departures.reschedule, { params: { id: reply.id }, body: { sendAt } });
    expect(after).toMatchObject({ delivery: { sendAt }, schedule: { heldAt: null } });
    await come(reply.id);
    await isSent(reply.id);
  }, 20_000);

  it('is not held by what a machine answered', async () => {
    const { message } = await question();
    const reply = await answer(message.id, { sendAt: inAnHour() });
    await question(`In-Reply-To: ${message.email?.messageId}\r\nAuto-Submitted: auto-replied\r\n`);
    await come(reply.id);
    expect((await isSent(reply.id)).message.schedule).toBeNull();
  }, 20_000);

  it('goes at once when asked, once', async () => {
    const { message } = await question();
    const reply = await answer(message.id, { sendAt: inAnHour() });
    const now = await agent.client(departures.sendNow, { params: { id: reply.id } });
    expect(now.schedule).toBeNull();
    await isSent(reply.id);
    const params = { id: reply.id };
    expect(await refusal(agent.client(departures.sendNow, { params }))).toMatchObject({ status: 409 });
    const later = agent.client(departures.reschedule, { params, body: { sendAt: inAnHour() } });
    expect(await refusal(later)).toMatchObject({ status: 409 });
  }, 20_000);

  it('is taken back, and the conversation stays as it was', async () => {
    const { message, conversation } = await question();
    const before = await row(conversation.id);
    const reply = await answer(message.id, { sendAt: inAnHour() });
    await agent.client(departures.undo, { params: { id: reply.id } });
    await colleague.next('retracted', ({ messageId }) => messageId === reply.id);
    const { preview, lastMessageAt, waitingSince, messageCount } = before;
    expect(await row(conversation.id)).toMatchObject({ preview, lastMessageAt, waitingSince, messageCount });
  });

  it.each([
    ['has passed', () => new Date(Date.now() - 1000).toISOString()],
    ['is years ahead', () => new Date(Date.now() + 800 * 86_400_000).toISOString()],
    ['is no time', () => 'tomorrow'],
  ])('is refused for a time that %s', async (_name, sendAt) => {
    const { message } = await question();
    expect(await refusal(answer(message.id, { sendAt: sendAt() }))).toMatchObject({
      status: 400,
      details: [{ path: 'body.sendAt' }],
    });
  });
});
