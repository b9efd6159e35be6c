import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { conversations, createClient, priorities } from '@switchboard/contracts';
import { accessToken } from '../harness/people.ts';
import { ADMIN, AGENT, connectInterakt, phoneOf, seedPeople, SLUG } from '../harness/portal.ts';
import { check } from '../harness/report.ts';
import { signed } from '../ingest/deliveries.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { settled } from './stage/ledger.ts';
import { Postgres } from './stage/postgres.ts';
import { WebhookSender } from './stage/webhook-sender.ts';
import { difference, storedConversations, type Viewer } from './views/truth.ts';
import { patientFetch, View } from './views/view.ts';

const CUSTOMERS = 40;
const CHANGES_PER_SECOND = 20;
const LONGEST_AWAY_MILLISECONDS = 5000;
/** From the last change until every view must equal the database: triage still works on the last messages. */
const PATIENCE_MILLISECONDS = 60_000;
const TEXTS = [
  'Where is my parcel? It was due on Monday.',
  'I was charged twice for order 4711, please refund one.',
  'I cannot sign in, the code never comes.',
  'Thank you, that worked!',
];

export const script: FaultScript<{ sockets: number; events: number }> = {
  id: 'f9',
  summary: 'sockets break off while messages and changes come in; after they are back each view equals the database',
  full: { sockets: 200, events: 2000 },
  small: { sockets: 20, events: 120 },
  async run({ sockets, events }, log) {
    await using postgres = await Postgres.start();
    await seedPeople(await postgres.client());
    await using node = await ApiNode.start(postgres.url);
    await connectInterakt(node.running);
    const viewers = await viewersOf(postgres);
    await using sender = new WebhookSender(node.url);
    const views = await Promise.all(
      Array.from({ length: sockets }, async (_, index) => {
        const { token, viewer } = viewers[index % viewers.length]!;
        return { view: await View.open(node.url, token), viewer };
      }),
    );
    using _ = { [Symbol.dispose]: () => views.forEach(({ view }) => view[Symbol.dispose]()) };
    log(`${views.length} sockets are open`);

    const lasting = (events / CHANGES_PER_SECOND) * 1000;
    const dropping = views.map(async ({ view }) => {
      await delay(Math.random() * lasting);
      await view.drop(Math.random() * LONGEST_AWAY_MILLISECONDS);
    });
    await node.whileAlive(change(postgres, node, sender, events));
    log(`${events} messages and changes came in`);
    await Promise.all(dropping);
    await settled(postgres, SLUG);

    const [logged] = await postgres.query<{ events: number }>('select count(*)::int as events from events');
    for (const until = performance.now() + PATIENCE_MILLISECONDS; ; await delay(500)) {
      await Promise.all(views.map(({ view }) => view.settled()));
      const stored = await storedConversations(postgres);
      const wrong = views.map(({ view, viewer }) => difference(view, viewer, stored)).filter((text) => text !== null);
      if (wrong.length === 0) break;
      check(performance.now() < until, `${wrong.length} of ${sockets} views differ from the database: ${wrong[0]}`);
    }
    return {
      views: views.length,
      unequal: 0,
      eventsOfTheLog: logged!.events,
      reconnects: views.reduce((sum, { view }) => sum + view.reconnects, 0),
      resyncs: views.reduce((sum, { view }) => sum + view.resyncs, 0),
    };
  },
};

/** Half of them see everything, half what their team sees. */
async function viewersOf(postgres: Postgres): Promise<{ token: string; viewer: Viewer }[]> {
  const people = await postgres.query<{ email: string; agent_id: string; team_ids: string[] }>(
    `select a.email, a.id as agent_id, array(select team_id from team_members t where t.agent_id = a.id) as team_ids from agents a`,
  );
  return [ADMIN, AGENT].map((person) => {
    const { agent_id: agentId, team_ids } = people.find(({ email }) => email === person.email)!;
    return { token: accessToken(person), viewer: { agentId, teamIds: person === ADMIN ? null : team_ids } };
  });
}

/** Customers write, and an admin takes, hands over and closes what they wrote. */
async function change(postgres: Postgres, node: ApiNode, sender: WebhookSender, events: number): Promise<void> {
  const client = createClient({ baseUrl: node.url, token: () => accessToken(ADMIN), fetch: patientFetch });
  const teams = await postgres.query<{ id: string }>('select id from teams');
  const agents = await postgres.query<{ id: string }>('select id from agents');
  const one = <T>(items: readonly T[]): T => items[Math.floor(Math.random() * items.length)]!;
  const orNone = (rows: { id: string }[]) => one([null, ...rows.map(({ id }) => id)]);
  const open: Promise<unknown>[] = [];
  for (let event = 0; event < events; event += 1) {
    const [conversation] = await postgres.query<{ id: string }>(
      'select id from conversations order by random() limit 1',
    );
    if (event % 2 === 0 || !conversation) {
      open.push(sender.deliver(signed(randomUUID(), phoneOf(Math.floor(Math.random() * CUSTOMERS)), one(TEXTS))));
    } else {
      const params = { id: conversation.id };
      const update = (body: Parameters<typeof client<typeof conversations.update>>[1]['body']) =>
        client(conversations.update, { params, body });
      const changes = [
        () => update({ teamId: orNone(teams) }),
        () => update({ assigneeId: orNone(agents) }),
        () => update({ priority: one(priorities) }),
        () => update({ status: one(['open', 'pending', 'solved'] as const) }),
        () => update({ labels: [one(['vip', 'late', 'refund'])] }),
        () => client(conversations.markRead, { params }),
        () => client(conversations.note, { params, body: { clientKey: randomUUID(), text: `Note ${event}` } }),
      ];
      open.push(one(changes)());
    }
    await delay(1000 / CHANGES_PER_SECOND);
  }
  await Promise.all(open);
}
