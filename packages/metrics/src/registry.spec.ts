import { createTestDatabase, type TestDatabase } from '@switchboard/local-stack';
import { Client } from 'pg';
import type { Metric } from './metric.ts';
import { type MeasuredRow, measureSql, type MetricQuery, readMeasured, rowsSql } from './query.ts';
import { metrics } from './registry.ts';

const timeZone = 'Asia/Kolkata';
/** Monday and Tuesday, local. */
const range = { from: new Date('2026-03-15T18:30:00Z'), to: new Date('2026-03-17T18:30:00Z') };

let database: TestDatabase;
let client: Client;
let team: string;
let agent: string;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  team = await idOf("select id from teams where slug = 'support'");
  agent = await idOf("insert into agents (email, name) values ('agent@demo.test', 'Agent') returning id");
  const customer = await idOf("insert into customers (name) values ('Asha') returning id");

  // Answered after 10 minutes by a human; the bot before does not count, nor does a note or a failed reply.
  const first = await conversation(customer, 'whatsapp', 'open', '2026-03-16T10:00', { teamId: team });
  await message(first, 'inbound', 'customer', '2026-03-16T10:00');
  await message(first, 'outbound', 'bot', '2026-03-16T10:01', { delivery: 'read' });
  await message(first, 'outbound', 'agent', '2026-03-16T10:02', { kind: 'note' });
  await message(first, 'outbound', 'agent', '2026-03-16T10:05', { delivery: 'failed' });
  await message(first, 'outbound', 'agent', '2026-03-16T10:10', { delivery: 'delivered' });
  await message(first, 'inbound', 'customer', '2026-03-16T10:30');
  await client.query("update conversations set waiting_since = '2026-03-16T10:30+05:30' where id = $1", [first]);

  // Started by the agent: the response is the reply to what the customer then wrote, 30 minutes later.
  const second = await conversation(customer, 'email', 'pending', '2026-03-16T11:00', { assigneeId: agent });
  await message(second, 'outbound', 'agent', '2026-03-16T11:00', { delivery: 'sent' });
  await message(second, 'inbound', 'customer', '2026-03-16T12:00');
  await message(second, 'outbound', 'agent', '2026-03-16T12:30', { delivery: 'sent' });

  // Never answered, on the last minute of the range; then the first minute after it.
  const third = await conversation(customer, 'email', 'solved', '2026-03-17T23:59');
  await message(third, 'inbound', 'customer', '2026-03-17T23:59');
  const fourth = await conversation(customer, 'email', 'closed', '2026-03-18T00:00');
  await message(fourth, 'inbound', 'customer', '2026-03-18T00:00');
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

async function idOf(statement: string, values: unknown[] = []): Promise<string> {
  const { rows } = await client.query<{ id: string }>(statement, values);
  if (!rows[0]) throw new Error(`no id from ${statement}`);
  return rows[0].id;
}

function conversation(
  customer: string,
  channel: string,
  status: string,
  local: string,
  { teamId = null, assigneeId = null }: { teamId?: string | null; assigneeId?: string | null } = {},
): Promise<string> {
  return idOf(
    `insert into conversations (customer_id, channel, status, created_at, team_id, assignee_id)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [customer, channel, status, `${local}+05:30`, teamId, assigneeId],
  );
}

function message(
  conversationId: string,
  direction: string,
  author: string,
  local: string,
  { kind = 'message', delivery = 'received' } = {},
): Promise<string> {
  return idOf(
    `insert into messages (conversation_id, channel, direction, author_type, occurred_at, kind, delivery, author_agent_id)
     select $1, channel, $2, $3, $4, $5, $6, case when $3 = 'agent' then $7::uuid end
     from conversations where id = $1 returning id`,
    [conversationId, direction, author, `${local}+05:30`, kind, delivery, agent],
  );
}

function metric(id: string): Metric {
  const found = metrics.get(id);
  if (!found) throw new Error(`no metric ${id}`);
  return found;
}

async function measure(id: string, query: Partial<MetricQuery> = {}) {
  const known = metric(id);
  const whole = known.kind === 'flow' ? { range, timeZone, ...query } : { timeZone, ...query };
  const { sql, parameters } = measureSql(known, whole).compile();
  const { rows } = await client.query<MeasuredRow>(sql, parameters);
  return rows.map((row) => ({ ...row, ...readMeasured(known, row) }));
}

const none = { num: null, den: null, excluded: 0 };

describe('each metric, on real rows', () => {
  it.each([
    ['conversations', { ...none, value: 3, n: 3 }],
    ['open_conversations', { ...none, value: 2, n: 2 }],
    ['waiting_on_us', { ...none, value: 1, n: 1 }],
    ['frt_median', { ...none, value: 20 * 60, n: 2, excluded: 1 }],
    ['messages', { ...none, value: 9, n: 9 }],
    ['emails', { ...none, value: 2, n: 2 }],
    ['failed_messages', { ...none, value: 1, n: 1 }],
    ['delivery_rate', { value: (2 / 3) * 100, num: 2, den: 3, n: 3, excluded: 0 }],
    ['read_rate', { value: 50, num: 1, den: 2, n: 2, excluded: 1 }],
  ])('%s', async (id, expected) => {
    expect(await measure(id)).toEqual([expected]);
  });

  it('is covered above, and is described', () => {
    expect([...metrics.keys()].sort()).toEqual([
      'conversations',
      'delivery_rate',
      'emails',
      'failed_messages',
      'frt_median',
      'messages',
      'open_conversations',
      'read_rate',
      'waiting_on_us',
    ]);
    for (const { id, title, definition } of metrics.values()) {
      expect(id).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(title).not.toBe('');
      expect(definition).toMatch(/\.$/);
    }
  });

  it.each([...metrics.keys()])('%s opens exactly the rows it counts', async (id) => {
    const known = metric(id);
    const { sql, parameters } = rowsSql(known, { range, timeZone }, 100).compile();
    const { rows } = await client.query<{ id: string; conversation: string; at: Date; x: number }>(sql, parameters);
    const [whole] = await measure(id);
    expect(rows).toHaveLength(whole?.n ?? -1);
    expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
    expect(rows.every((row) => row.conversation && row.at instanceof Date)).toBe(true);
  });

  it.each([...metrics.keys()])('%s adds up over each of its dimensions', async (id) => {
    const [whole] = await measure(id);
    for (const dimension of metric(id).dimensions) {
      const parts = await measure(id, { by: [dimension] });
      expect(parts.reduce((sum, { n }) => sum + n, 0)).toBe(whole?.n);
    }
  });
});

describe('a query', () => {
  it('splits by dimensions, naming what has none', async () => {
    expect(await measure('conversations', { by: ['channel', 'team'] })).toEqual([
      { ...none, channel: 'email', team: null, value: 2, n: 2 },
      { ...none, channel: 'whatsapp', team, value: 1, n: 1 },
    ]);
  });

  it('makes a series of local days, weeks and hours', async () => {
    const buckets = async (grain: 'hour' | 'day' | 'week') =>
      (await measure('conversations', { grain })).map(({ bucket, value }) => [bucket, value]);
    expect(await buckets('day')).toEqual([
      ['2026-03-16', 2],
      ['2026-03-17', 1],
    ]);
    expect(await buckets('week')).toEqual([['2026-03-16', 3]]);
    expect((await buckets('hour'))[2]).toEqual(['2026-03-17T23:00', 1]);
  });

  it.each([
    ['one value', { channel: ['email'] }, 2],
    ['several', { channel: ['email', 'whatsapp'] }, 3],
    ['none', { channel: [] }, 0],
    ['what has no team', { team: [null] }, 2],
    ['both', { channel: ['email'], status: ['solved'] }, 1],
    ['what would break out of the statement', { channel: ["email') or true --"] }, 0],
  ])('filters by %s', async (_name, filter, n) => {
    expect(await measure('conversations', { filter })).toMatchObject([{ value: n, n }]);
  });

  it('has no value without cases', async () => {
    const filter = { channel: ['voice'] };
    expect(await measure('delivery_rate', { filter })).toEqual([{ value: null, num: 0, den: 0, n: 0, excluded: 0 }]);
    expect(await measure('frt_median', { filter })).toEqual([{ ...none, value: null, n: 0 }]);
    expect(await measure('conversations', { filter })).toEqual([{ ...none, value: 0, n: 0 }]);
  });

  it.each<[string, string, Partial<MetricQuery>, string]>([
    ['an unknown dimension', 'conversations', { by: ['direction'] }, 'conversations is not known by direction'],
    ['an unknown filter', 'conversations', { filter: { direction: ['inbound'] } }, 'is not known by direction'],
    ['a series of a stock', 'waiting_on_us', { grain: 'day' }, 'waiting_on_us holds now'],
    ['a flow without a range', 'emails', { range: undefined }, 'emails is counted over a range'],
  ])('refuses %s', (_name, id, query, problem) => {
    expect(() => measureSql(metric(id), { range, timeZone, ...query })).toThrow(problem);
  });
});
