-- One text to many conversations, one mail each, and who wants no such mail any more.

create table bulk_replies (
  id uuid primary key default uuid_v7(),
  agent_id uuid not null references agents (id) on delete cascade,
  client_key uuid not null,
  text text not null,
  created_at timestamptz not null default now(),
  finished_at timestamptz,
  unique (agent_id, client_key)
);
alter table bulk_replies enable row level security;

create table bulk_reply_conversations (
  bulk_reply_id uuid not null references bulk_replies (id) on delete cascade,
  conversation_id uuid not null references conversations (id) on delete cascade,
  position integer not null,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'skipped')),
  reason text,
  primary key (bulk_reply_id, conversation_id),
  check ((reason is not null) = (state = 'skipped'))
);
create index bulk_reply_conversations_conversation_idx on bulk_reply_conversations (conversation_id);
alter table bulk_reply_conversations enable row level security;

alter table customer_identities add column unsubscribed_at timestamptz;

insert into role_permissions (role_id, module, action, scope)
select id, 'bulk_replies', '*', 'all' from roles where slug = 'supervisor'
on conflict do nothing;
