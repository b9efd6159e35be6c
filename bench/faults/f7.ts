import { createHmac } from 'node:crypto';
import { connectInterakt, SECRET, seedPeople, SLUG } from '../harness/portal.ts';
import { check } from '../harness/report.ts';
import type { Delivery } from '../ingest/deliveries.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { settled } from './stage/ledger.ts';
import { Postgres } from './stage/postgres.ts';
import { WebhookSender } from './stage/webhook-sender.ts';
import { stateOf } from './webhooks/state.ts';
import { storyOf, type Story, type Told } from './webhooks/stories.ts';

const TIMES = 3;
const PER_SECOND = 400;
/** The second telling is about other people. */
const SECOND = 10_000;

export const script: FaultScript<{ webhooks: number }> = {
  id: 'f7',
  summary:
    'webhooks come three times, shuffled, statuses backwards: what is left is what the order in which it happened leaves',
  full: { webhooks: 10_000 },
  small: { webhooks: 400 },
  async run({ webhooks }, log) {
    await using postgres = await Postgres.start();
    await seedPeople(await postgres.client());
    await using node = await ApiNode.start(postgres.url);
    await connectInterakt(node.running);
    await using sender = new WebhookSender(node.url);
    const deliver = async (told: Told[]): Promise<void> => {
      await sender.deliverAll(told.map(deliveryOf), PER_SECOND);
      await node.whileAlive(settled(postgres, SLUG));
    };
    const tell = (name: string, firstCustomer: number): Story[] => {
      const stories: Story[] = [];
      for (let count = 0; count < webhooks; count += lengthOf(stories.at(-1)!)) {
        stories.push(storyOf(stories.length, name, firstCustomer));
      }
      return stories;
    };
    const inOrder = tell('inorder', 0);
    const shuffled = tell('shuffle', SECOND);
    for (const stories of [inOrder, shuffled]) {
      await deliver(stories.flatMap(({ opening }) => opening ?? []));
      await sendOurs(postgres, stories);
    }
    const longest = Math.max(...inOrder.map(({ told }) => told.length));
    for (let step = 0; step < longest; step += 1) await deliver(inOrder.flatMap(({ told }) => told[step] ?? []));
    log(`${webhooks} webhooks were told in order, one of each customer at a time`);

    const all = shuffled.flatMap(({ told }) => told);
    await deliver(backwards(shuffle(Array.from({ length: TIMES }, () => all).flat())));
    log(`and ${all.length * TIMES} again, about others, out of order`);

    const [expected, found] = [
      await stateOf(postgres, 'inorder', phonesOf(inOrder)),
      await stateOf(postgres, 'shuffle', phonesOf(shuffled)),
    ];
    check(expected.size === inOrder.length, `${expected.size} conversations for ${inOrder.length} customers`);
    const different = [...expected].filter(([place, state]) => found.get(place) !== state);
    if (different[0]) log(`in order:  ${different[0][1]}\nout of it: ${found.get(different[0][0])}`);
    check(different.length === 0, `${different.length} of ${expected.size} conversations are not the same`);
    check(found.size === expected.size, `${found.size} conversations in place of ${expected.size}`);
    const [rows] = await postgres.query<{ rows: number; bad: number }>(
      `select count(*)::int as rows, count(*) filter (where status <> 'processed')::int as bad from inbound_events`,
    );
    check(rows!.bad === 0, `${rows!.bad} rows of the ledger are not processed`);
    const [stored] = await postgres.query<{ messages: number }>('select count(*)::int as messages from messages');
    const things = new Set(inOrder.flatMap(({ opening, told }) => [opening, ...told].map((one) => one?.about)));
    things.delete(undefined);
    check(stored!.messages === 2 * things.size, `${stored!.messages} messages are stored, not ${2 * things.size}`);
    return {
      customers: expected.size,
      messages: stored!.messages,
      calls: sender.answers.length,
      ledgerRows: rows!.rows,
      different: 0,
    };
  },
};

const phonesOf = (stories: Story[]): string[] => stories.map(({ phone }) => phone);
const lengthOf = ({ opening, told }: Story): number => told.length + (opening ? 1 : 0);

/** Answers of ours that may have arrived: only a status with our own id can tell. */
async function sendOurs(postgres: Postgres, stories: Story[]): Promise<void> {
  for (const { phone, ours } of stories) {
    for (const id of ours) {
      await postgres.query(
        `insert into messages (id, conversation_id, channel, direction, author_type, author_name, account_id, body_text, delivery, occurred_at)
         select $1, c.id, 'whatsapp', 'outbound', 'agent', 'Agent', c.account_id, 'An answer', 'unknown', '2026-01-05T09:00:30Z'
         from conversations c join customer_identities i on i.customer_id = c.customer_id where i.value = $2`,
        [id, `+${phone}`],
      );
    }
  }
}

function deliveryOf({ about, body: told }: Told): Delivery {
  const body = Buffer.from(JSON.stringify(told));
  return {
    externalId: about,
    body,
    signature: `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`,
  };
}

function shuffle<T>(list: T[]): T[] {
  for (let at = list.length - 1; at > 0; at -= 1) {
    const other = Math.floor(Math.random() * (at + 1));
    [list[at], list[other]] = [list[other]!, list[at]!];
  }
  return list;
}

/** In the places that webhooks about one thing have, the last of what happened comes first. */
function backwards(list: Told[]): Told[] {
  const places = new Map<string, number[]>();
  for (const [at, { about }] of list.entries()) places.set(about, [...(places.get(about) ?? []), at]);
  const result = [...list];
  for (const at of places.values()) {
    const latest = at.map((place) => list[place]!).toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
    for (const [index, place] of at.entries()) result[place] = latest[index]!;
  }
  return result;
}

const timeOf = ({ body }: Told): string => (body as { timestamp: string }).timestamp;
