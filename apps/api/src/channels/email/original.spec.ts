import { conversations, emails, pathOf, supportEmails, type Message } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp } from '../../testing/test-mail.ts';
import type { TestSocket } from '../../testing/test-socket.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;

beforeAll(async () => {
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support' } });
}, 60_000);

afterAll(() => app.close());

async function received(raw: string): Promise<Message> {
  await deliverBySmtp(app, raw);
  const { message } = await inbox.next('message', ({ cause }) => cause === 'message.received');
  return message;
}

const mail = (id: string, text: string) =>
  `From: Asha Rao <asha@example.test>\r\nTo: support@demo.test\r\nSubject: The cup / "broken"\r\nMessage-ID: <${id}@example.test>\r\n\r\n${text}\r\n`;

const get = (id: string, token: string | null = admin.token) =>
  fetch(app.url + pathOf(emails.raw, { params: { id } }), {
    headers: { 'accept-encoding': 'identity', ...(token ? { authorization: `Bearer ${token}` } : {}) },
  });

describe('the original of a mail', () => {
  it.each([
    ['small', 'Hello'],
    ['large', 'Hello, once more. '.repeat(20_000)],
  ])('is what came in, byte for byte: a %s one', async (size, text) => {
    const raw = mail(size, text);
    const message = await received(raw);
    expect(message.email?.hasOriginal).toBe(true);
    const answer = await get(message.id);
    expect(answer.status).toBe(200);
    const sent = Buffer.from(raw);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(sent.length),
      'content-disposition': "attachment; filename*=UTF-8''The%20cup%20broken.eml",
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, no-store',
    });
    expect(Buffer.from(await answer.arrayBuffer()).equals(sent)).toBe(true);
  });

  it('is for those who may see the conversation', async () => {
    const message = await received(mail('scope', 'Hello'));
    const stranger = await app.signInAs({ role: 'agent', teams: ['support'] });
    const colleague = await app.signInAs({ role: 'agent', teams: ['finance'] });
    const [teamId = null] = colleague.agent.teamIds;
    await admin.client(conversations.update, { params: { id: message.conversationId }, body: { teamId } });
    const nobody = await app.signInAs({ grants: [{ module: 'customers', action: 'read', scope: 'all' }] });
    expect((await get(message.id, colleague.token)).status).toBe(200);
    expect((await get(message.id, stranger.token)).status).toBe(404);
    expect((await get(message.id, nobody.token)).status).toBe(403);
    expect((await get(message.id, null)).status).toBe(401);
    expect((await get('00000000-0000-7000-8000-000000000000')).status).toBe(404);
  });

  it('is there for no mail that the portal wrote itself', async () => {
    const message = await received(mail('answered', 'Hello'));
    const { rows } = await app.database.pool.query<{ id: string }>(
      `with written as (insert into messages (conversation_id, channel, direction, author_type) values ($1, 'email', 'outbound', 'agent') returning id)
       insert into email_messages (message_id) select id from written returning message_id as id`,
      [message.conversationId],
    );
    const id = rows[0]?.id ?? '';
    expect((await admin.client(emails.get, { params: { id } })).email?.hasOriginal).toBe(false);
    expect((await get(id)).status).toBe(404);
  });
});
