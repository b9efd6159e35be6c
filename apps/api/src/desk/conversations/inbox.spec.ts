import { randomUUID } from 'node:crypto';
import { ApiError, conversations, type Conversation, type ConversationQuery } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { TestDesk } from '../../testing/test-desk.ts';
import { InboxCountsRepository } from './inbox-counts.repository.ts';

const teams = ['support', 'dispatch', 'finance', null];
const statuses = ['open', 'open', 'open', 'pending', 'on_hold', 'solved', 'closed'] as const;

describe('the inbox', () => {
  let app: TestApp;
  let people: { all: SignedIn; team: SignedIn; own: SignedIn };
  const teamIds = new Map<string, string>();

  beforeAll(async () => {
    app = await startTestApp();
    const desk = await TestDesk.open(app);
    people = {
      all: await app.signInAs({ role: 'supervisor' }),
      team: await app.signInAs({ role: 'agent', teams: ['support', 'dispatch'] }),
      own: await app.signInAs({ role: 'agent', teams: ['support'], scope: 'own' }),
    };
    for (const team of await app.database.tables<'teams'>().selectFrom('teams').selectAll().execute()) {
      teamIds.set(team.slug, team.id);
    }
    const assignees = [null, people.all.agent.id, people.team.agent.id, people.own.agent.id];
    const now = Date.now();
    for (let i = 0; i < 120; i += 1) {
      // Two in a row share a time, so that the order has to fall back on the id.
      const at = new Date(now - Math.floor(i / 2) * 1000);
      const { conversationId: id } = await desk.receive({ phone: `+9190000${20_000 + i}`, text: `case ${i}`, at });
      const team = teams[i % teams.length];
      await people.all.client(conversations.update, {
        params: { id },
        body: {
          teamId: team ? teamIds.get(team)! : null,
          assigneeId: assignees[(i * 7) % assignees.length] ?? null,
          status: statuses[(i * 5) % statuses.length] ?? 'open',
          ...(i % 11 === 0 ? { snoozedUntil: new Date(now + 3_600_000).toISOString() } : {}),
        },
      });
      if (i % 3 === 0) await people.all.client(conversations.markRead, { params: { id } });
    }
  });

  afterAll(() => app.close());

  async function everything(who: SignedIn, query: Partial<ConversationQuery>): Promise<Conversation[]> {
    const items: Conversation[] = [];
    let cursor: string | undefined;
    do {
      const page = await who.client(conversations.list, { query: { ...query, limit: 7, cursor } });
      items.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return items;
  }

  /** The rule itself, over all rows: what the list must agree with. */
  async function expected(who: keyof typeof people): Promise<Conversation[]> {
    const snoozed = await everything(people.all, { view: 'snoozed' });
    const rows = [...snoozed];
    for (const status of ['active', 'solved', 'closed'] as const)
      rows.push(...(await everything(people.all, { status })));
    const { agent } = people[who];
    return rows.filter(
      (row) =>
        who === 'all' ||
        row.assigneeId === agent.id ||
        (who === 'team' && (row.teamId === null || agent.teamIds.includes(row.teamId))),
    );
  }

  const isActive = (row: Conversation) => !['solved', 'closed'].includes(row.status) && row.snoozedUntil === null;
  const ids = (rows: Conversation[]) => rows.map((row) => row.id).toSorted();

  describe.each(['all', 'team', 'own'] as const)('seen with scope %s', (who) => {
    it('pages through every row it may show, each once', async () => {
      const may = await expected(who);
      expect(may.length).toBeGreaterThan(10);
      expect(ids(await everything(people[who], {}))).toEqual(ids(may.filter(isActive)));
      const solved = await everything(people[who], { status: 'solved' });
      expect(ids(solved)).toEqual(ids(may.filter((row) => row.status === 'solved')));
    });

    it.each(['newest', 'oldest', 'waiting_longest'] as const)('keeps the order %s over all pages', async (sort) => {
      const rows = await everything(people[who], { sort });
      const keys = rows.map((row) => Date.parse(sort === 'waiting_longest' ? row.waitingSince! : row.lastMessageAt));
      expect(keys).toEqual(keys.toSorted((a, b) => (sort === 'newest' ? b - a : a - b)));
      expect(new Set(ids(rows)).size).toBe(rows.length);
    });

    it('counts in the sidebar what the views hold', async () => {
      const check = async () => {
        const counts = await people[who].client(conversations.counts, {});
        const { agent } = people[who];
        const lengthOf = async (query: Partial<ConversationQuery>) => (await everything(people[who], query)).length;
        expect(counts).toMatchObject({
          mine: await lengthOf({ view: 'mine' }),
          unassigned: await lengthOf({ view: 'unassigned' }),
          all: await lengthOf({}),
          snoozed: await lengthOf({ view: 'snoozed' }),
        });
        const unread = (await everything(people[who], { view: 'mine' })).filter((row) => row.unreadCount > 0);
        expect(counts.mineUnread).toBe(unread.length);
        expect(unread.every((row) => row.assigneeId === agent.id)).toBe(true);
        for (const { teamId, count } of counts.teams) expect(count).toBe(await lengthOf({ view: 'team', teamId }));
      };
      await check();
      await app.get(InboxCountsRepository).fold();
      await check();
    });

    it('gives 404 for what it does not show', async () => {
      const may = new Set(ids(await expected(who)));
      for (const row of await expected('all')) {
        const answer = people[who].client(conversations.get, { params: { id: row.id } }).then(
          () => 200,
          (error: unknown) => (error as ApiError).status,
        );
        expect(await answer).toBe(may.has(row.id) ? 200 : 404);
      }
    });
  });

  it('names the field of a bad query, and refuses a cursor that is not one', async () => {
    for (const query of [{ limit: 0 }, { sort: 'best' }, { cursor: 'zzz' }, { view: 'team', teamId: '1' }]) {
      const refused = people.all.client(conversations.list, { query: query as never });
      await expect(refused).rejects.toMatchObject({
        status: 400,
        details: [{ path: `query.${Object.keys(query).at(-1)}` }],
      });
    }
  });

  it('refuses a team, an agent or a snooze that cannot be', async () => {
    const [row] = (await people.all.client(conversations.list, { query: {} })).items;
    for (const body of [
      { teamId: randomUUID() },
      { assigneeId: randomUUID() },
      { snoozedUntil: '2020-01-01T00:00:00Z' },
    ]) {
      await expect(people.all.client(conversations.update, { params: { id: row!.id }, body })).rejects.toMatchObject({
        status: 422,
        details: [{ path: `body.${Object.keys(body)[0]}` }],
      });
    }
  });

  it('writes a note once per key, and not as a message to the customer', async () => {
    const [row] = (await people.all.client(conversations.list, { query: {} })).items;
    const note = { params: { id: row!.id }, body: { clientKey: randomUUID(), text: 'looks like the pump' } };
    const first = await people.all.client(conversations.note, note);
    const again = await people.all.client(conversations.note, note);
    expect(again.id).toBe(first.id);
    expect(first).toMatchObject({ kind: 'note', author: { type: 'agent', agentId: people.all.agent.id } });
    const after = await people.all.client(conversations.get, { params: { id: row!.id } });
    expect(after).toMatchObject({ preview: row!.preview, messageCount: row!.messageCount });
  });

  it('lets those who may only read, read', async () => {
    const reader = await app.signInAs({ grants: [{ module: 'conversations', action: 'read', scope: 'all' }] });
    const [row] = (await reader.client(conversations.list, { query: {} })).items;
    const attempt = reader.client(conversations.update, { params: { id: row!.id }, body: { status: 'solved' } });
    await expect(attempt).rejects.toMatchObject({ status: 403, code: 'forbidden' });
  });
});
