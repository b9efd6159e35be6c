import { randomUUID } from 'node:crypto';
import { bulkReplies, conversations, customers, supportEmails, type BulkReply } from '@switchboard/contracts';
import { JobQueue } from '../../../kernel/jobs/job-queue.ts';
import { refusal } from '../../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { TestDesk } from '../../../testing/test-desk.ts';
import { deliverBySmtp, TestMailSink } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';

const sink = new TestMailSink();
let app: TestApp;
let supervisor: SignedIn;
let inbox: TestSocket;

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0', UNDO_SECONDS: '0', PUBLIC_API_URL: 'https://api.demo.test/' });
  const admin = await app.signInAs({ role: 'admin' });
  supervisor = await app.signInAs({ role: 'supervisor' });
  inbox = await supervisor.connect('/inbox');
  await admin.client(supportEmails.create, {
    body: { address: 'support@demo.test', name: 'Support', smtp: sink.smtp },
  });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

/** A conversation with a customer who has just written. */
async function customer(name: string) {
  const messageId = `<${randomUUID()}@example.test>`;
  const address = `${randomUUID()}@example.test`;
  await deliverBySmtp(app, `From: ${name} <${address}>\r\nMessage-ID: ${messageId}\r\nSubject: Cup\r\n\r\nHello`);
  const { conversation } = await inbox.next(
    'message',
    ({ cause, message }) => cause === 'message.received' && message.email?.messageId === messageId,
  );
  return { id: conversation.id, address };
}

const start = (conversationIds: string[], text: string, clientKey: string = randomUUID()) =>
  supervisor.client(bulkReplies.start, { body: { conversationIds, text, clientKey } });

async function finished({ id }: BulkReply): Promise<BulkReply> {
  for (;;) {
    const run = await supervisor.client(bulkReplies.get, { params: { id } });
    if (run.state === 'done') return run;
  }
}

const repliesIn = async (id: string) =>
  (await supervisor.client(conversations.messages, { params: { id } })).items.filter(
    ({ direction }) => direction === 'outbound',
  );

/** The mail that the customer's server took. */
async function mailTo(conversationId: string) {
  await inbox.next(
    'message',
    ({ message }) => message.conversationId === conversationId && message.delivery.state === 'sent',
  );
  const mail = sink.taken.get((await repliesIn(conversationId))[0]?.email?.messageId ?? '');
  return { text: mail?.text, headers: Object.fromEntries(mail?.headers.map(({ key, value }) => [key, value]) ?? []) };
}

it('answers each with a mail of its own that can be unsubscribed from by one click, and then skips who did', async () => {
  const [asha, ravi] = [await customer('Asha Rao'), await customer('Ravi Iyer')];
  const run = await finished(await start([asha.id, ravi.id], 'Hello {{customer.name}}, we are back.'));
  expect(run.results).toEqual([
    { conversationId: asha.id, state: 'sent', reason: null },
    { conversationId: ravi.id, state: 'sent', reason: null },
  ]);
  const { text, headers } = await mailTo(asha.id);
  expect(text).toContain('Hello Asha Rao, we are back.');
  expect(headers).toMatchObject({ 'list-unsubscribe-post': 'List-Unsubscribe=One-Click', precedence: 'bulk' });
  const link = /^<https:\/\/api\.demo\.test(\/unsubscribe\/\S+)>$/.exec(headers['list-unsubscribe'] ?? '')?.[1] ?? '';
  expect((await mailTo(ravi.id)).headers['list-unsubscribe']).not.toContain(link);

  const page = await fetch(app.url + link);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const asked = await page.text();
  expect(asked).toContain('<form method="post"><button>Unsubscribe</button></form>');
  // Whoever the mail was passed on to learns no address from it.
  expect(asked).toContain(`${asha.address[0]}…@example.test`);
  expect(asked).not.toContain(asha.address);
  expect((await finished(await start([asha.id], 'Still here'))).results[0]?.state).toBe('sent');
  for (let times = 0; times < 2; times += 1) {
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    const done = await fetch(app.url + link, { method: 'POST', body });
    expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('You are unsubscribed')]);
  }
  const events = await app.database.pool.query(
    `select 1 from events where type = 'customer.unsubscribed' and actor_type = 'customer'`,
  );
  expect(events.rowCount).toBe(1);

  const { results } = await finished(await start([asha.id, ravi.id], 'Once more'));
  expect(results).toMatchObject([
    { state: 'skipped', reason: `${asha.address} has unsubscribed from bulk mail` },
    { state: 'sent' },
  ]);
}, 30_000);

describe('a link of a mail', () => {
  /** The path of the link that a bulk mail to them carries. */
  async function linkTo(one: { id: string }): Promise<string> {
    await finished(await start([one.id], 'We are back'));
    return new URL(/<(.+)>/.exec((await mailTo(one.id)).headers['list-unsubscribe'] ?? '')?.[1] ?? '').pathname;
  }

  const open = async (path: string, method = 'GET') => {
    const answer = await fetch(app.url + path, { method });
    const body = (await answer.text()).replaceAll(/[0-9a-f-]{36}/g, '…');
    return { status: answer.status, type: answer.headers.get('content-type'), body };
  };

  it('says the same of whatever is not ours, be the address there or not', async () => {
    const link = await linkTo(await customer('Asha Rao'));
    const forged = [
      link.slice(0, -1),
      `${link.slice(0, -32)}${'0'.repeat(32)}`,
      `/unsubscribe/${randomUUID()}.${'0'.repeat(32)}`,
      '/unsubscribe/nonsense',
      `/unsubscribe/${'x'.repeat(100)}`,
    ];
    const answers = await Promise.all(forged.flatMap((path) => [open(path), open(path, 'POST')]));
    expect(answers[0]).toMatchObject({
      status: 404,
      type: 'text/html; charset=utf-8',
      body: expect.stringContaining('This link does not work') as string,
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect((await open(link)).body).toContain('<button>Unsubscribe</button>');
  }, 20_000);

  it('is shown at the address, live, until an agent records that the mails are wanted again', async () => {
    const one = await customer('Asha Rao');
    const link = await linkTo(one);
    const { customerId } = await supervisor.client(conversations.get, { params: { id: one.id } });
    const address = async () => (await supervisor.client(customers.get, { params: { id: customerId } })).identities[0]!;
    const { id: identityId, unsubscribedAt } = await address();
    expect(unsubscribedAt).toBeNull();
    const wanted = (client = supervisor.client, reason = 'Wrote that it was a mistake') =>
      client(customers.resubscribe, { params: { id: customerId, identityId }, body: { reason } });
    const told = (cause: string) =>
      inbox.next('customer', (news) => news.customerId === customerId && news.cause === cause);
    expect(await refusal(wanted())).toMatchObject({ status: 409, code: 'conflict' });

    await open(link, 'POST');
    await told('customer.unsubscribed');
    expect(Date.parse((await address()).unsubscribedAt ?? '')).toBeGreaterThan(Date.now() - 10_000);
    expect((await open(link)).body).toContain('You are unsubscribed');

    expect(await refusal(wanted(supervisor.client, ' '))).toMatchObject({
      status: 400,
      details: [{ path: 'body.reason' }],
    });
    const reader = await app.signInAs({ grants: [{ module: 'customers', action: 'read', scope: 'all' }] });
    expect(await refusal(wanted(reader.client))).toMatchObject({ status: 403 });
    const params = { id: customerId, identityId: randomUUID() };
    expect(
      await refusal(supervisor.client(customers.resubscribe, { params, body: { reason: 'Because' } })),
    ).toMatchObject({ status: 404 });

    expect((await wanted()).identities[0]).toMatchObject({ unsubscribedAt: null });
    await told('customer.resubscribed');
    const { rows } = await app.database.pool.query<object>(
      `select actor_id, payload from events where type = 'customer.resubscribed' and customer_id = $1`,
      [customerId],
    );
    expect(rows).toEqual([
      { actor_id: supervisor.agent.id, payload: { identityId, reason: 'Wrote that it was a mistake' } },
    ]);
    expect((await finished(await start([one.id], 'Once more'))).results).toMatchObject([{ state: 'sent' }]);
    expect((await open(link)).body).toContain('<button>Unsubscribe</button>');
  }, 20_000);

  it('tells nobody of it who may not see customers', async () => {
    const blind = await app.signInAs({ grants: [{ module: 'conversations', action: 'read', scope: 'all' }] });
    const socket = await blind.connect('/inbox');
    const one = await customer('Asha Rao');
    const link = await linkTo(one);
    await open(link, 'POST');
    const { customerId } = await supervisor.client(conversations.get, { params: { id: one.id } });
    const { position } = await inbox.next('customer', (news) => news.customerId === customerId);
    // What came after it in the log is here: it would have been, too.
    await supervisor.client(conversations.update, { params: { id: one.id }, body: { priority: 'high' } });
    await socket.next(
      'conversation',
      (news) => news.position > position && news.cause === 'conversation.priority_changed',
    );
    expect(socket.unasked('customer')).toEqual([]);
  }, 20_000);
});

it('leaves an ordinary answer without any of these lines', async () => {
  const { id } = await customer('Asha Rao');
  const body = { clientKey: randomUUID(), text: 'A new one' };
  await supervisor.client(conversations.reply, { params: { id }, body });
  const { headers } = await mailTo(id);
  expect(Object.keys(headers).filter((name) => /^(list-|precedence)/.test(name))).toEqual([]);
});

it('skips what it cannot answer, and says why', async () => {
  const { id } = await customer('Asha Rao');
  const desk = await TestDesk.open(app);
  const chat = await desk.receive({ phone: '+919000000042', text: 'Hello' });
  const { results } = await finished(await start([id, chat.conversationId], 'We call {{customer.phone}}'));
  expect(results).toEqual([
    { conversationId: id, state: 'skipped', reason: '{{customer.phone}} has no value here' },
    { conversationId: chat.conversationId, state: 'skipped', reason: 'Only mail can be answered in bulk' },
  ]);
  expect(await repliesIn(id)).toEqual([]);
});

it('sends nothing twice: not for the same request, and not for a job that died before it wrote down what it did', async () => {
  const { id } = await customer('Asha Rao');
  const key = randomUUID();
  const [one, other] = await Promise.all([start([id], 'Once', key), start([id], 'Once', key)]);
  expect(other.id).toBe(one.id);
  await finished(one);
  await app.database.pool.query(
    `with run as (update bulk_replies set finished_at = null where id = $1 returning id)
     update bulk_reply_conversations set state = 'waiting' where bulk_reply_id = (select id from run)`,
    [one.id],
  );
  await app.get(JobQueue).enqueue('conversations.bulk-reply', { bulkReplyId: one.id });
  expect((await finished(one)).results).toMatchObject([{ state: 'sent' }]);
  expect(await repliesIn(id)).toHaveLength(1);
});

it('refuses a whole request for one conversation that is not the caller’s, and is for those who may', async () => {
  const [own, foreign] = [await customer('Asha Rao'), await customer('Ravi Iyer')];
  const { rows } = await app.database.pool.query<{ id: string }>(`select id from teams where slug = 'support'`);
  await supervisor.client(conversations.update, { params: { id: foreign.id }, body: { teamId: rows[0]!.id } });
  const body = { conversationIds: [own.id, foreign.id], text: 'Hello', clientKey: randomUUID() };
  const elsewhere = await app.signInAs({ role: 'supervisor', scope: 'team' });
  expect(await refusal(elsewhere.client(bulkReplies.start, { body }))).toMatchObject({ status: 404 });
  expect(await repliesIn(own.id)).toEqual([]);
  const agent = await app.signInAs({ role: 'agent' });
  expect(await refusal(agent.client(bulkReplies.start, { body }))).toMatchObject({ status: 403 });
  const twice = { ...body, conversationIds: [own.id, own.id] };
  expect(await refusal(supervisor.client(bulkReplies.start, { body: twice }))).toMatchObject({
    status: 400,
    details: [{ path: 'body.conversationIds', message: 'must name each conversation once' }],
  });
  const run = await start([own.id], 'Hello');
  expect(await refusal(elsewhere.client(bulkReplies.get, { params: { id: run.id } }))).toMatchObject({ status: 404 });
});
