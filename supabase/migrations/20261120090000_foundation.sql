-- The foundation: people and rights, channels and the ledger, customers, conversations, messages, the event log.
-- Row-level security is on for every table and no policy exists: the API is the only door.

create extension if not exists pg_trgm;

-- A time-ordered UUID (version 7): index inserts stay at the right-hand edge.
create function uuid_v7() returns uuid
language sql volatile parallel safe as $$
  select encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1), 'hex')::uuid
$$;

-- ---------------------------------------------------------------- organisation and people

create table settings (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

create table teams (
  id uuid primary key default uuid_v7(),
  slug text not null unique,
  name text not null,
  created_at timestamptz not null default now()
);

create table agents (
  id uuid primary key default uuid_v7(),
  email text not null check (email = lower(email)),
  name text not null,
  auth_user_id uuid unique,
  availability text not null default 'offline' check (availability in ('online', 'away', 'offline')),
  last_seen_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz
);
create unique index agents_email_key on agents (email) where deleted_at is null;

create table team_members (
  team_id uuid not null references teams (id) on delete cascade,
  agent_id uuid not null references agents (id) on delete cascade,
  primary key (team_id, agent_id)
);
create index team_members_agent_idx on team_members (agent_id);

create table roles (
  id uuid primary key default uuid_v7(),
  slug text not null unique,
  name text not null,
  description text not null default '',
  is_system boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

-- One row grants one action on one module, over the rows of the scope. '*' stands for every module or action.
create table role_permissions (
  role_id uuid not null references roles (id) on delete cascade,
  module text not null,
  action text not null check (action in ('read', 'write', 'delete', 'manage', '*')),
  scope text not null default 'all' check (scope in ('own', 'team', 'all')),
  primary key (role_id, module, action)
);

create table agent_roles (
  id uuid primary key default uuid_v7(),
  agent_id uuid not null references agents (id) on delete cascade,
  role_id uuid not null references roles (id) on delete cascade,
  created_at timestamptz not null default now(),
  unique (agent_id, role_id)
);
create index agent_roles_role_idx on agent_roles (role_id);

create table api_tokens (
  id uuid primary key default uuid_v7(),
  agent_id uuid not null references agents (id) on delete cascade,
  name text not null,
  token_hash bytea not null unique,
  token_hint text not null,
  scopes text[] not null,
  expires_at timestamptz not null,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now()
);
create index api_tokens_agent_idx on api_tokens (agent_id);

create table revoked_sessions (
  session_id uuid primary key,
  revoked_at timestamptz not null default now(),
  expires_at timestamptz not null
);

-- ---------------------------------------------------------------- channels and the ledger

create table channel_accounts (
  id uuid primary key default uuid_v7(),
  channel text not null check (channel in ('email', 'whatsapp', 'voice', 'youtube', 'pylon')),
  provider text not null,
  slug text not null,
  name text not null,
  address text not null,
  config jsonb not null default '{}',
  credentials bytea,
  is_active boolean not null default true,
  health text not null default 'unknown' check (health in ('unknown', 'connecting', 'healthy', 'degraded', 'auth_failed', 'stopped')),
  health_detail text,
  last_success_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider, slug)
);
create unique index channel_accounts_mailbox_key on channel_accounts (address) where channel = 'email';

create table mailbox_cursors (
  account_id uuid not null references channel_accounts (id) on delete cascade,
  path text not null,
  uid_validity bigint not null,
  last_uid bigint not null default 0,
  highest_modseq bigint,
  updated_at timestamptz not null default now(),
  primary key (account_id, path)
);

-- Everything that comes in, raw, before it is acknowledged. The table is its own queue.
create table inbound_events (
  id bigint generated always as identity primary key,
  provider text not null,
  account text not null,
  account_id uuid references channel_accounts (id) on delete set null,
  external_id text not null,
  kind text not null,
  status text not null default 'received' check (status in ('received', 'processed', 'ignored', 'failed', 'rejected')),
  reason text,
  attempts smallint not null default 0,
  next_attempt_at timestamptz,
  headers jsonb not null default '{}',
  content_type text,
  body bytea,
  body_key text,
  body_size integer not null default 0,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  unique (provider, account, external_id)
);
create index inbound_events_queue_idx on inbound_events (coalesce(next_attempt_at, received_at), id) where status = 'received';
create index inbound_events_account_idx on inbound_events (account_id, id desc);
create index inbound_events_trouble_idx on inbound_events (status, id desc) where status in ('failed', 'rejected');

-- ---------------------------------------------------------------- customers

create table customers (
  id uuid primary key default uuid_v7(),
  name text,
  company text,
  is_vip boolean not null default false,
  attributes jsonb not null default '{}',
  conversation_count integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index customers_name_trgm_idx on customers using gin (name gin_trgm_ops);

create table customer_identities (
  id uuid primary key default uuid_v7(),
  customer_id uuid not null references customers (id) on delete cascade,
  kind text not null check (kind in ('email', 'phone', 'handle')),
  value text not null,
  created_at timestamptz not null default now(),
  unique (kind, value)
);
create index customer_identities_customer_idx on customer_identities (customer_id);

-- ---------------------------------------------------------------- conversations and messages

create table conversations (
  id uuid primary key default uuid_v7(),
  number bigint generated always as identity unique,
  channel text not null check (channel in ('email', 'whatsapp', 'voice', 'youtube', 'pylon')),
  account_id uuid references channel_accounts (id) on delete set null,
  customer_id uuid not null references customers (id),
  subject text,
  status text not null default 'open' check (status in ('open', 'pending', 'on_hold', 'solved', 'closed')),
  priority text not null default 'normal' check (priority in ('urgent', 'high', 'normal', 'low')),
  team_id uuid references teams (id) on delete set null,
  assignee_id uuid references agents (id) on delete set null,
  labels text[] not null default '{}',
  -- what a row of the inbox shows
  customer_name text not null default '',
  preview text not null default '',
  last_message_at timestamptz not null default now(),
  last_direction text not null default 'inbound' check (last_direction in ('inbound', 'outbound')),
  last_inbound_at timestamptz,
  last_outbound_at timestamptz,
  waiting_since timestamptz,
  message_count integer not null default 0,
  unread_count integer not null default 0,
  next_sla_at timestamptz,
  -- triage
  summary text,
  suggested_team text,
  intent text,
  -- life
  snoozed_until timestamptz,
  solved_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  -- neither solved nor snoozed: what the inbox shows unless asked otherwise
  is_active boolean generated always as (status in ('open', 'pending', 'on_hold') and snoozed_until is null) stored
);
-- One open chat per account and customer: a race loses here, not in the agents' list.
create unique index conversations_open_chat_key on conversations (account_id, customer_id)
  where channel = 'whatsapp' and status in ('open', 'pending', 'on_hold');
create index conversations_customer_idx on conversations (customer_id, last_message_at desc);
create index conversations_recent_idx on conversations (last_message_at desc, id desc);
create index conversations_status_recent_idx on conversations (status, last_message_at desc, id desc);
create index conversations_active_recent_idx on conversations (last_message_at desc, id desc) where is_active;
create index conversations_team_recent_idx on conversations (team_id, last_message_at desc, id desc);
create index conversations_team_active_idx on conversations (team_id, last_message_at desc, id desc) where is_active;
create index conversations_assignee_recent_idx on conversations (assignee_id, last_message_at desc, id desc);
create index conversations_assignee_active_idx on conversations (assignee_id, last_message_at desc, id desc) where is_active;
create index conversations_unassigned_idx on conversations (team_id, last_message_at desc, id desc) where is_active and assignee_id is null;
create index conversations_waiting_idx on conversations (waiting_since, id) where is_active and waiting_since is not null;
create index conversations_snoozed_idx on conversations (snoozed_until) where snoozed_until is not null;
create index conversations_sla_idx on conversations (next_sla_at) where next_sla_at is not null;

create table messages (
  id uuid primary key default uuid_v7(),
  conversation_id uuid not null references conversations (id) on delete cascade,
  channel text not null,
  kind text not null default 'message' check (kind in ('message', 'note')),
  direction text not null check (direction in ('inbound', 'outbound')),
  author_type text not null check (author_type in ('customer', 'agent', 'bot', 'system')),
  author_agent_id uuid references agents (id) on delete set null,
  author_name text not null default '',
  account_id uuid references channel_accounts (id) on delete set null,
  external_id text,
  client_key uuid,
  body_text text not null default '',
  content_type text not null default 'text',
  delivery text not null default 'received'
    check (delivery in ('received', 'queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed')),
  delivery_error text,
  attempts smallint not null default 0,
  sent_at timestamptz,
  delivered_at timestamptz,
  read_at timestamptz,
  occurred_at timestamptz not null default now(),
  inbound_event_id bigint,
  created_at timestamptz not null default now()
);
create unique index messages_external_key on messages (account_id, external_id) where external_id is not null;
create unique index messages_client_key on messages (conversation_id, client_key) where client_key is not null;
create index messages_thread_idx on messages (conversation_id, occurred_at desc, id desc);
create index messages_occurred_idx on messages (occurred_at, direction);
create index messages_unfinished_idx on messages (delivery, created_at) where delivery in ('queued', 'sending', 'unknown');

create table message_triage (
  message_id uuid primary key references messages (id) on delete cascade,
  summary text not null,
  suggested_team text not null,
  intent text not null,
  confidence real not null,
  model text not null,
  created_at timestamptz not null default now()
);

create table email_messages (
  message_id uuid primary key references messages (id) on delete cascade,
  internet_message_id text,
  in_reply_to text,
  reference_ids text[] not null default '{}',
  subject text,
  from_address text,
  from_name text,
  to_addresses jsonb not null default '[]',
  cc_addresses jsonb not null default '[]',
  bcc_addresses jsonb not null default '[]',
  reply_to jsonb not null default '[]',
  sent_date timestamptz,
  html text,
  text_full text,
  has_remote_images boolean not null default false,
  raw_key text,
  raw_size integer,
  mailbox_path text,
  uid_validity bigint,
  uid bigint,
  content_hash bytea,
  notes text[] not null default '{}'
);
create index email_messages_message_id_idx on email_messages (internet_message_id) where internet_message_id is not null;
create index email_messages_hash_idx on email_messages (content_hash);

create table chat_messages (
  message_id uuid primary key references messages (id) on delete cascade,
  provider text not null,
  provider_message_id text,
  payload jsonb not null default '{}',
  media_url text
);

create table attachments (
  id uuid primary key default uuid_v7(),
  message_id uuid references messages (id) on delete cascade,
  uploaded_by uuid references agents (id) on delete set null,
  filename text not null,
  content_type text not null,
  size_bytes bigint,
  storage_key text,
  content_id text,
  is_inline boolean not null default false,
  state text not null default 'stored' check (state in ('pending', 'stored', 'failed')),
  state_detail text,
  created_at timestamptz not null default now()
);
create index attachments_message_idx on attachments (message_id);
create index attachments_orphan_idx on attachments (created_at) where message_id is null;

-- Sidebar counts: triggers append deltas, a job folds them; a read adds the two. No row is contended, nothing is counted.
create table inbox_counts (
  bucket text primary key,
  count bigint not null
);
create table inbox_count_deltas (
  id bigint generated always as identity primary key,
  bucket text not null,
  delta integer not null
);
create index inbox_count_deltas_bucket_idx on inbox_count_deltas (bucket) include (delta);

create function conversation_buckets(c conversations) returns text[]
language sql immutable as $$
  select case when c.status not in ('open', 'pending', 'on_hold') then '{}'::text[]
    else array_remove(array[
      state,
      state || ':team:' || team,
      case when c.assignee_id is null then state || '_unassigned' end,
      case when c.assignee_id is null then state || '_unassigned:team:' || team end,
      case when c.assignee_id is not null then state || '_mine:' || c.assignee_id end,
      case when c.assignee_id is not null then state || '_mine:' || c.assignee_id || ':team:' || team end,
      case when c.assignee_id is not null and c.unread_count > 0 then state || '_unread:' || c.assignee_id end
    ], null) end
  from (select case when c.snoozed_until is null then 'active' else 'snoozed' end as state,
               coalesce(c.team_id::text, 'none') as team) as named
$$;

create function track_inbox_counts() returns trigger
language plpgsql as $$
declare
  before text[] := '{}';
  after text[] := '{}';
begin
  if tg_op <> 'INSERT' then before := conversation_buckets(old); end if;
  if tg_op <> 'DELETE' then after := conversation_buckets(new); end if;
  if before is distinct from after then
    insert into inbox_count_deltas (bucket, delta)
    select bucket, sum(delta)::int from (
      select unnest(before) as bucket, -1 as delta
      union all
      select unnest(after), 1
    ) changed
    group by bucket having sum(delta) <> 0;
  end if;
  return null;
end
$$;

create trigger conversations_counts
  after insert or update of status, team_id, assignee_id, unread_count, snoozed_until or delete on conversations
  for each row execute function track_inbox_counts();

-- ---------------------------------------------------------------- the event log

create table events (
  id bigint generated always as identity primary key,
  position bigint unique,
  xid xid8 not null default pg_current_xact_id(),
  type text not null,
  conversation_id uuid,
  customer_id uuid,
  actor_type text not null check (actor_type in ('agent', 'customer', 'system')),
  actor_id uuid,
  payload jsonb not null default '{}',
  -- who may hear of it: the teams and agents it concerned before and after
  teams uuid[] not null default '{}',
  agents uuid[] not null default '{}',
  occurred_at timestamptz not null default now()
);
create index events_unsequenced_idx on events (id) where position is null;
create index events_conversation_idx on events (conversation_id, id) where conversation_id is not null;
create index events_customer_idx on events (customer_id, id) where customer_id is not null;

-- ---------------------------------------------------------------- teams and roles every portal starts with

insert into teams (slug, name) values
  ('finance', 'Finance'),
  ('support', 'Support'),
  ('dispatch', 'Dispatch'),
  ('sales', 'Sales'),
  ('technical', 'Technical'),
  ('returns_refunds', 'Returns & refunds'),
  ('general', 'General');

insert into roles (slug, name, description, is_system) values
  ('owner', 'Owner', 'Everything, and the only role that can make owners.', true),
  ('admin', 'Admin', 'Everything except making owners.', true),
  ('supervisor', 'Supervisor', 'Works and steers every conversation of all teams.', true),
  ('agent', 'Agent', 'Works the conversations of their own teams.', true);

insert into role_permissions (role_id, module, action, scope)
select r.id, p.module, p.action, p.scope
from (values
  ('owner', '*', '*', 'all'),
  ('admin', '*', '*', 'all'),
  ('supervisor', 'conversations', '*', 'all'),
  ('supervisor', 'customers', 'read', 'all'),
  ('supervisor', 'customers', 'write', 'all'),
  ('supervisor', 'support_emails', 'read', 'all'),
  ('supervisor', 'agents', 'read', 'all'),
  ('supervisor', 'roles', 'read', 'all'),
  ('supervisor', 'ledger', 'read', 'all'),
  ('agent', 'conversations', 'read', 'team'),
  ('agent', 'conversations', 'write', 'team'),
  ('agent', 'customers', 'read', 'all'),
  ('agent', 'customers', 'write', 'all'),
  ('agent', 'support_emails', 'read', 'all'),
  ('agent', 'agents', 'read', 'all')
) as p (role, module, action, scope)
join roles r on r.slug = p.role;

insert into settings (key, value) values
  ('organisation', '{"name": "My company", "timeZone": "Asia/Kolkata", "defaultCountry": "IN"}');

do $$
declare t text;
begin
  for t in select tablename from pg_tables where schemaname = 'public' loop
    execute format('alter table %I enable row level security', t);
  end loop;
end
$$;
