import type { Dimension, Metric } from './metric.ts';
import type { TimeRange } from './period.ts';
import { type Sql, sql } from './sql.ts';

const dimensions: readonly Dimension[] = ['channel', 'team', 'agent', 'priority', 'status'];

const columns = sql`
  c.id, c.id as conversation, c.channel, c.team_id::text as team, c.assignee_id::text as agent, c.priority, c.status`;

const created = ({ from, to }: TimeRange): Sql => sql`c.created_at >= ${from} and c.created_at < ${to}`;

const count = { unit: 'count', format: 'integer', aggregate: 'count', dimensions } as const;

export const conversations: Metric = {
  ...count,
  id: 'conversations',
  title: 'Conversations',
  definition: 'Conversations by the time they were created, whatever the channel.',
  polarity: 'neutral',
  kind: 'flow',
  facts: (range) => sql`
    select ${columns}, c.created_at as at, 1::float8 as x from conversations c where ${created(range)}`,
};

export const openConversations: Metric = {
  ...count,
  id: 'open_conversations',
  title: 'Open conversations',
  definition: 'Conversations that are neither solved nor closed now.',
  polarity: 'less_is_better',
  kind: 'stock',
  facts: () => sql`select ${columns}, c.created_at as at, 1::float8 as x from conversations c where c.is_active`,
};

export const waitingOnUs: Metric = {
  ...count,
  id: 'waiting_on_us',
  title: 'Waiting on us',
  definition: "Open conversations whose last public message is the customer's.",
  polarity: 'less_is_better',
  kind: 'stock',
  facts: () => sql`
    select ${columns}, c.waiting_since as at, 1::float8 as x from conversations c
    where c.is_active and c.waiting_since is not null`,
};

export const frtMedian: Metric = {
  id: 'frt_median',
  title: 'First response time',
  definition:
    "Median of the time from the customer's first message to the first public reply of a human after it, around " +
    'the clock; by the time the conversation was created. Conversations that were never answered are left out.',
  unit: 'seconds',
  format: 'duration',
  aggregate: 'median',
  excludes: 'never answered',
  polarity: 'less_is_better',
  dimensions,
  kind: 'flow',
  facts: (range) => sql`
    select ${columns}, c.created_at as at, extract(epoch from reply.at - asked.at)::float8 as x
    from conversations c
    cross join lateral (
      select m.occurred_at as at, m.id from messages m
      where m.conversation_id = c.id and m.kind = 'message' and m.author_type = 'customer'
      order by m.occurred_at, m.id limit 1
    ) asked
    left join lateral (
      select m.occurred_at as at from messages m
      where m.conversation_id = c.id and m.kind = 'message' and m.author_type = 'agent' and m.delivery <> 'failed'
        and (m.occurred_at, m.id) > (asked.at, asked.id)
      order by m.occurred_at, m.id limit 1
    ) reply on true
    where ${created(range)}`,
};
