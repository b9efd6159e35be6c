import { randomUUID } from 'node:crypto';
import { conversations, departures, emails, supportEmails, type Message, type SentWith } from '@switchboard/contracts';
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
  app = await startTestApp({ SMTP_IN_PORT: '0', UNDO_SECONDS: '60' });
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
  const heads = `From: Asha Rao <asha@example.test>\r\nMessage-ID: ${id}\r\nSubject: Cup\r\n`;
  await deliverBySmtp(app, `${heads}${more}\r\nHello`);
  return colleague.next(
    'message',
    ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id,
  );
}

const answer = (to: string, body: { sendAt?: string; conversation: SentWith }): Promise<Message> =>
  agent.client(emails.reply, { params: { id: to }, body: { clientKey: randomUUID(), text: 'A new one', ...body } });

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();

/** Its time to be undone is over. */
async function leave(id: string): Promise<void> {
  await app.database.pool.query(`update messages set send_at = now() where id = $1`, [id]);
  await app.get(JobQueue).enqueue('email.send', { messageId: id });
  await colleague.next('message', ({ message }) => message.id === id && message.delivery.state === 'sent');
}

const row = async (id: string) => agent.client(conversations.get, { params: { id } });

describe('what is sent with a change of its conversation', () => {
  const change = (id: string, body: SentWith & { snoozedUntil?: string | null }) =>
    agent.client(conversations.update, { params: { id }, body });
  const told = async (id: string, types: string[]) => {
    const { rows } = await app.database.pool.query<{ type: string; payload: object; actor: string }>(
      `select type, payload, actor_id as actor from events where conversation_id = $1 and type = any ($2) order by id`,
      [id, types],
    );
    return rows;
  };

  it('changes both at once, and undoing it leaves the customer waiting as before', async () => {
    const { message, conversation } = await question();
    const before = await row(conversation.id);
    const reply = await answer(message.id, { conversation: { status: 'solved' } });
    expect(await row(conversation.id)).toMatchObject({ status: 'solved', waitingSince: null });

    await agent.client(departures.undo, { params: { id: reply.id } });
    const { conversation: shown } = await colleague.next('retracted', ({ messageId }) => messageId === reply.id);
    expect(shown).toMatchObject({ status: 'open', waitingSince: before.waitingSince, messageCount: 1 });
    expect(await told(conversation.id, ['conversation.status_changed'])).toEqual(
      [
        { from: 'open', to: 'solved' },
        { from: 'solved', to: 'open' },
      ].map((payload) => ({ type: 'conversation.status_changed', payload, actor: agent.agent.id })),
    );
  });

  it('is sent, and the change stays, where nobody undoes it', async () => {
    const { message, conversation } = await question();
    const reply = await answer(message.id, { conversation: { status: 'solved' } });
    await leave(reply.id);
    expect(await row(conversation.id)).toMatchObject({ status: 'solved', waitingSince: null });
  });

  it.each<[string, SentWith, SentWith, SentWith]>([
    ['pending', { status: 'pending' }, { status: 'solved' }, { status: 'solved' }],
    ['on hold', { status: 'on_hold' }, { status: 'pending' }, { status: 'pending' }],
    ['solved', { status: 'solved' }, { status: 'pending' }, { status: 'pending' }],
    [
      'snoozed',
      { snoozedUntil: '2031-05-05T03:30:00.000Z' },
      { snoozedUntil: '2032-05-05T03:30:00.000Z' },
      { snoozedUntil: '2032-05-05T03:30:00.000Z' },
    ],
    ['snoozed and open', { snoozedUntil: '2031-05-05T03:30:00.000Z' }, { status: 'solved' }, { status: 'solved' }],
  ])('is %s again', async (_name, first, withIt, becomes) => {
    const { message, conversation } = await question();
    await change(conversation.id, first);
    const stood = async () => {
      const { rows } = await app.database.pool.query<object>(
        'select status, snoozed_until, solved_at from conversations where id = $1',
        [conversation.id],
      );
      return rows[0];
    };
    const before = await stood();
    const reply = await answer(message.id, { conversation: withIt });
    expect(await row(conversation.id)).toMatchObject(becomes);
    await agent.client(departures.undo, { params: { id: reply.id } });
    expect(await stood()).toEqual(before);
  });

  it.each<[string, (id: string) => Promise<unknown>, object]>([
    ['set another status', (id) => change(id, { status: 'on_hold' }), { status: 'on_hold' }],
    [
      'set the same status anew',
      async (id) => {
        await change(id, { status: 'open' });
        await change(id, { status: 'pending' });
      },
      { status: 'pending' },
    ],
    [
      'snoozed it',
      (id) => change(id, { snoozedUntil: '2031-05-05T03:30:00.000Z' }),
      { status: 'pending', snoozedUntil: '2031-05-05T03:30:00.000Z' },
    ],
  ])('stays as it is where somebody %s since', async (_name, meanwhile, stays) => {
    const { message, conversation } = await question();
    const reply = await answer(message.id, { conversation: { status: 'pending' } });
    await meanwhile(conversation.id);
    const said = await told(conversation.id, ['conversation.status_changed', 'conversation.snoozed']);
    await agent.client(departures.undo, { params: { id: reply.id } });
    expect(await row(conversation.id)).toMatchObject(stays);
    expect(await told(conversation.id, ['conversation.status_changed', 'conversation.snoozed'])).toEqual(said);
  });

  it('stays awake where the customer has written since', async () => {
    const { message, conversation } = await question();
    await change(conversation.id, { snoozedUntil: '2031-05-05T03:30:00.000Z' });
    const reply = await answer(message.id, { conversation: { snoozedUntil: '2032-05-05T03:30:00.000Z' } });
    await question(`In-Reply-To: ${message.email?.messageId}\r\n`);
    await agent.client(departures.undo, { params: { id: reply.id } });
    expect(await row(conversation.id)).toMatchObject({ status: 'open', snoozedUntil: null });
  });

  it.each<[string, { sendAt?: string; conversation: SentWith }, number, string]>([
    ['later', { sendAt: inAnHour(), conversation: { status: 'solved' } }, 400, 'body.conversation'],
    [
      'with a snooze that has ended',
      { conversation: { snoozedUntil: '2020-01-01T00:00:00.000Z' } },
      422,
      'body.conversation.snoozedUntil',
    ],
    ['with a change of nothing', { conversation: {} }, 400, 'body.conversation'],
  ])('is refused %s, and nothing is sent', async (_name, body, status, path) => {
    const { message, conversation } = await question();
    expect(await refusal(answer(message.id, body))).toMatchObject({ status, details: [{ path }] });
    expect(await row(conversation.id)).toMatchObject({ status: 'open', messageCount: 1 });
  });
});
