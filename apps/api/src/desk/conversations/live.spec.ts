import { conversations } from '@switchboard/contracts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { TestDesk } from '../../testing/test-desk.ts';

describe('what sockets are told', () => {
  let app: TestApp;
  let desk: TestDesk;

  beforeAll(async () => {
    app = await startTestApp();
    desk = await TestDesk.open(app);
  });

  afterAll(() => app.close());

  it('is each message, with its row, in the order of the log', async () => {
    const agent = await app.signInAs({ teams: ['support'] });
    const socket = await agent.connect('/inbox');
    await socket.next('ready');
    for (let i = 0; i < 5; i += 1) await desk.receive({ phone: '+919000012001', text: `live ${i}` });
    let last = 0;
    for (let i = 0; i < 5; i += 1) {
      const heard = await socket.next('message', ({ cause }) => cause === 'message.received');
      expect(heard.message.text).toBe(`live ${i}`);
      expect(heard.conversation.id).toBe(heard.message.conversationId);
      expect(heard.position).toBeGreaterThan(last);
      last = heard.position;
    }
  });

  it('is what was missed, once, when a socket comes back', async () => {
    const agent = await app.signInAs({ teams: ['support'] });
    const before = await agent.connect('/inbox');
    const { position, epoch } = await before.next('ready');
    before.close();
    await before.ended;
    const witness = await agent.connect('/inbox');
    for (let i = 0; i < 20; i += 1) await desk.receive({ phone: '+919000012002', text: `missed ${i}` });
    // The last may still be on its way to the log when the socket is back: then it comes live.
    await witness.next('message', ({ cause }) => cause === 'message.received');
    const after = await agent.connect('/inbox', { since: position, epoch });
    const heard = new Set<string>();
    while (heard.size < 20) {
      const { message } = await after.next('message', ({ cause }) => cause === 'message.received');
      expect(heard.has(message.id)).toBe(false);
      heard.add(message.id);
    }
    expect((await after.next('ready')).position).toBeGreaterThan(position);
  });

  it('is to load anew when the gap is too long or the log is another', async () => {
    const agent = await app.signInAs({ teams: ['support'] });
    const first = await agent.connect('/inbox');
    const { epoch } = await first.next('ready');
    const stranger = await agent.connect('/inbox', { since: 1, epoch: 'another' });
    expect((await stranger.next('resync')).reason).toBe('epoch');
    await app.database.pool.query(
      `insert into events (type, actor_type, payload) select 'customer.created', 'system', '{}' from generate_series(1, 1100)`,
    );
    await desk.receive({ phone: '+919000012003', text: 'after the flood' });
    await first.next('message', ({ message }) => message.text === 'after the flood');
    const late = await agent.connect('/inbox', { since: 1, epoch });
    expect((await late.next('resync')).reason).toBe('gap');
  });

  it('is only what the agent may see; a conversation that moves away says so', async () => {
    const support = await app.signInAs({ teams: ['support'] });
    const finance = await app.signInAs({ teams: ['finance'] });
    const admin = await app.signInAs({ role: 'admin' });
    // Nothing that triage has an opinion on: it would move the conversation by itself.
    const { conversationId: id } = await desk.receive({ phone: '+919000012004', text: 'hello' });
    const sockets = { support: await support.connect('/inbox'), finance: await finance.connect('/inbox') };
    for (const socket of Object.values(sockets)) await socket.next('ready');

    await admin.client(conversations.update, { params: { id }, body: { teamId: finance.agent.teamIds[0]! } });
    expect((await sockets.support.next('left')).conversationId).toBe(id);
    await sockets.finance.next('conversation', ({ conversation }) => conversation.id === id);

    await desk.receive({ phone: '+919000012004', text: 'only for finance' });
    await sockets.finance.next('message', ({ message }) => message.text === 'only for finance');
    await desk.receive({ phone: '+919000012005', text: 'for both' });
    await sockets.support.next('message', ({ message }) => message.text === 'for both');
    const leaked = sockets.support.unasked('message').filter(({ message }) => message.text === 'only for finance');
    expect(leaked).toHaveLength(0);
  });

  it('is that a conversation left, when it is told of what happened while everybody could see it, and not any more', async () => {
    const support = await app.signInAs({ teams: ['support'] });
    const finance = await app.signInAs({ teams: ['finance'] });
    const { conversationId: id } = await desk.receive({ phone: '+919000012007', text: 'hello' });
    const socket = await support.connect('/inbox');
    await socket.next('ready');
    // As if the row had been read after it had moved, and before that is told.
    await app.database.pool.query('update conversations set team_id = $2 where id = $1', [
      id,
      finance.agent.teamIds[0],
    ]);
    await app.database.pool.query(
      `insert into events (type, conversation_id, customer_id, actor_type, payload, teams, agents)
       select type, conversation_id, customer_id, actor_type, payload, teams, agents from events where conversation_id = $1 and type = 'message.received'`,
      [id],
    );
    await socket.next('left', ({ conversationId }) => conversationId === id);
    expect(socket.unasked('message').filter(({ conversation }) => conversation.id === id)).toHaveLength(0);
  });

  it('comes by channel: /chats carries WhatsApp, /emails does not', async () => {
    const agent = await app.signInAs({ teams: ['support'] });
    const [chats, emails, inbox] = [
      await agent.connect('/chats'),
      await agent.connect('/emails'),
      await agent.connect('/inbox'),
    ];
    for (const socket of [chats, emails, inbox]) await socket.next('ready');
    await desk.receive({ phone: '+919000012006', text: 'by whatsapp' });
    const fits = ({ message }: { message: { text: string } }) => message.text === 'by whatsapp';
    await Promise.all([chats.next('message', fits), inbox.next('message', fits)]);
    expect(emails.unasked('message')).toHaveLength(0);
  });
});
