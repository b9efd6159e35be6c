-- An answer that did not reach the customer is none: since when that is known, how the conversation stands with it, and
-- who wrote last. What went to many is told apart: it fails for many at once.

alter table messages add column undelivered_at timestamptz, add column is_bulk boolean not null default false;
create index messages_undelivered_idx on messages (conversation_id) where undelivered_at is not null;

alter table conversations
  add column undelivered text check (undelivered in ('failed', 'unknown')),
  add column last_author_id uuid references agents (id) on delete set null,
  add column last_author_name text not null default '';

update conversations c set last_author_id = m.author_agent_id, last_author_name = m.author_name
from conversations shown
cross join lateral (
  select author_agent_id, author_name, direction from messages
  where conversation_id = shown.id and kind = 'message' order by occurred_at desc, id desc limit 1
) m
where c.id = shown.id and c.last_direction = 'outbound' and m.direction = 'outbound';
