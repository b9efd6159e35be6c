import type { Dimension, Metric } from './metric.ts';
import type { TimeRange } from './period.ts';
import { type Sql, sql } from './sql.ts';

const dimensions: readonly Dimension[] = ['channel', 'direction', 'team', 'agent'];

/** Public messages of a period as facts; notes are not messages. The agent is the author. */
const messagesOf = ({ from, to }: TimeRange, x: Sql, where: Sql): Sql => sql`
  select m.id, m.conversation_id as conversation, m.occurred_at as at, ${x} as x,
    m.channel, m.direction, c.team_id::text as team, m.author_agent_id::text as agent
  from messages m join conversations c on c.id = m.conversation_id
  where m.occurred_at >= ${from} and m.occurred_at < ${to} and m.kind = 'message' and ${where}`;

const one = sql`1::float8`;
const count = { unit: 'count', format: 'integer', aggregate: 'count', kind: 'flow', dimensions } as const;

export const messages: Metric = {
  ...count,
  id: 'messages',
  title: 'Messages',
  definition: 'Public messages in both directions by the time they were sent.',
  polarity: 'neutral',
  facts: (range) => messagesOf(range, one, sql`true`),
};

export const emails: Metric = {
  ...count,
  id: 'emails',
  title: 'Emails',
  definition: 'Mails received, by the time they arrived.',
  polarity: 'neutral',
  facts: (range) => messagesOf(range, one, sql`m.channel = 'email' and m.direction = 'inbound'`),
};

export const failedMessages: Metric = {
  ...count,
  id: 'failed_messages',
  title: 'Failed messages',
  definition: 'Outbound messages that the provider refused or gave up on, by the time they were sent.',
  polarity: 'less_is_better',
  facts: (range) => messagesOf(range, one, sql`m.direction = 'outbound' and m.delivery = 'failed'`),
};

const reported = sql`m.direction = 'outbound' and m.channel = 'whatsapp'`;

export const deliveryRate: Metric = {
  id: 'delivery_rate',
  title: 'Delivery rate',
  definition:
    'Delivered ÷ (sent + failed), of outbound messages by the time they were sent, on channels that report delivery. ' +
    'Read implies delivered; what is still on its way to the provider is left out.',
  unit: 'percent',
  format: 'percent',
  aggregate: 'rate',
  excludes: 'not yet accepted by the provider',
  polarity: 'more_is_better',
  dimensions,
  kind: 'flow',
  facts: (range) =>
    messagesOf(
      range,
      sql`case when m.delivery in ('delivered', 'read') then 1 when m.delivery in ('sent', 'failed') then 0 end::float8`,
      reported,
    ),
};

export const readRate: Metric = {
  ...deliveryRate,
  id: 'read_rate',
  title: 'Read rate',
  definition:
    'Read ÷ delivered, of outbound messages by the time they were sent, on channels that report it. A lower bound: ' +
    'customers may have read receipts switched off.',
  excludes: 'not delivered',
  facts: (range) =>
    messagesOf(range, sql`case m.delivery when 'read' then 1 when 'delivered' then 0 end::float8`, reported),
};
