import { namespaces } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { EventLog } from '../events/event-log.ts';

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp();
});

afterAll(() => app.close());

describe('the door of the sockets', () => {
  it.each(namespaces)('%s refuses who has no valid token or no right', async (namespace) => {
    const nobody = await app.signInAs({ grants: [] });
    const attempts = {
      'no token': {},
      'an empty token': { token: '' },
      garbage: { token: 'garbage' },
      expired: { token: await app.token({ expiresIn: -60 }) },
      'no agent': { token: await app.token({}) },
      'no right': { token: nobody.token },
    };
    const codes: Record<string, unknown> = {};
    for (const [what, handshake] of Object.entries(attempts)) {
      codes[what] = await app.connect(namespace, handshake).then(
        () => 'admitted',
        (error: Error & { data?: { code: string } }) => error.data?.code,
      );
    }
    expect(codes).toEqual({
      'no token': 'unauthenticated',
      'an empty token': 'unauthenticated',
      garbage: 'unauthenticated',
      expired: 'unauthenticated',
      // Nothing answers at the address of Supabase here, and only Supabase knows who that is.
      'no agent': 'unavailable',
      'no right': 'forbidden',
    });
  });

  it('closes when the token ends, unless a fresh one came', async () => {
    const person = await app.signInAs();
    const claims = { userId: person.agent.authUserId, email: person.agent.email };
    const token = await app.token({ ...claims, expiresIn: 4 });
    const [renewed, left] = [await app.connect('/inbox', { token }), await app.connect('/inbox', { token })];
    const other = await app.signInAs();
    expect(await renewed.reauthenticate(other.token)).toBe(false);
    expect(await renewed.reauthenticate('garbage')).toBe(false);
    expect(await renewed.reauthenticate(await app.token(claims))).toBe(true);
    expect(await left.ended).toBe('io server disconnect');
    expect(renewed.socket.connected).toBe(true);
  });
});

describe('what a socket is told', () => {
  let support: SignedIn;
  let finance: SignedIn;

  beforeAll(async () => {
    support = await app.signInAs({ teams: ['support'] });
    finance = await app.signInAs({ teams: ['finance'] });
  });

  it('is of the rows that its agent may see', async () => {
    const own = await app.signInAs({ teams: ['support'], scope: 'own' });
    const [, supportSocket, ownSocket] = await Promise.all(
      [finance, support, own].map((person) => person.connect('/inbox')),
    );
    const theirs = await openConversation({ teamId: finance.agent.teamIds[0] ?? null });
    const ours = await openConversation({ teamId: support.agent.teamIds[0] ?? null });
    const mine = await openConversation({ teamId: finance.agent.teamIds[0] ?? null, assigneeId: own.agent.id });
    await supportSocket?.next('conversation', ({ conversation }) => conversation.id === ours);
    await ownSocket?.next('conversation', ({ conversation }) => conversation.id === mine);
    // The log is told in order: what came before and was not for them would have been here by now.
    expect(supportSocket?.unasked('conversation').map(({ conversation }) => conversation.id)).not.toContain(theirs);
    expect(ownSocket?.unasked('conversation')).toEqual([]);
  });

  it('is replayed from where it was, as far as its agent may see', async () => {
    const before = await support.connect('/inbox');
    const { position, epoch } = await before.next('ready');
    before.close();
    const teamId = support.agent.teamIds[0] ?? null;
    const missed = [
      await openConversation({ teamId }),
      await openConversation({ teamId: finance.agent.teamIds[0] ?? null }),
      await openConversation({ teamId }),
    ];
    const watching = await support.connect('/inbox', { since: position, epoch });
    const { replayed } = await watching.next('ready');
    const heard = replayed < 2 ? [] : watching.unasked('conversation').map(({ conversation }) => conversation.id);
    expect(heard).toEqual([missed[0], missed[2]]);
    const later = await support.connect('/inbox', { since: position, epoch: 'another' });
    expect(await later.next('resync')).toMatchObject({ reason: 'epoch' });
  });

  /** A conversation with its event, and the position that is known to everybody once this resolves. */
  async function openConversation(row: { teamId: string | null; assigneeId?: string }): Promise<string> {
    const listener = await (await everybody()).connect('/inbox');
    const id = await app.database.transaction(async () => {
      const db = app.database.tables<'customers' | 'conversations'>();
      const customer = await db
        .insertInto('customers')
        .values({ name: 'Ravi' })
        .returning('id')
        .executeTakeFirstOrThrow();
      const conversation = await db
        .insertInto('conversations')
        .values({ channel: 'email', customerId: customer.id, ...row })
        .returning('id')
        .executeTakeFirstOrThrow();
      await app.get(EventLog).append({
        type: 'conversation.status_changed',
        payload: { from: 'pending', to: 'open' },
        conversationId: conversation.id,
        customerId: customer.id,
      });
      return conversation.id;
    });
    await listener.next('conversation', ({ conversation }) => conversation.id === id);
    listener.close();
    return id;
  }

  let supervisor: SignedIn | null = null;

  async function everybody(): Promise<SignedIn> {
    return (supervisor ??= await app.signInAs({ role: 'supervisor' }));
  }
});

describe('a shutdown', () => {
  it('ends the sockets', async () => {
    const short = await startTestApp();
    const socket = await (await short.signInAs()).connect('/inbox');
    const closed = short.app.close();
    expect(await socket.ended).toMatch(/io server disconnect|transport close/);
    await closed;
    await short.close();
  });
});
