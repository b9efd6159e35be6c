-- What lies in a mailbox against what lies in the ledger: one row for each time they were compared.
create table mailbox_checks (
  id uuid primary key default uuid_v7(),
  account_id uuid not null references channel_accounts (id) on delete cascade,
  -- null: by the time table
  requested_by uuid references agents (id) on delete set null,
  state text not null default 'running' check (state in ('running', 'done', 'failed')),
  error text,
  -- mails to compare, known once the folders were opened; and those compared so far
  total integer,
  looked_at integer not null default 0,
  -- for each folder what there is and what became of it
  folders jsonb not null default '[]',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  finished_at timestamptz
);
create index mailbox_checks_account_idx on mailbox_checks (account_id, id desc);
create unique index mailbox_checks_running_key on mailbox_checks (account_id) where state = 'running';
alter table mailbox_checks enable row level security;

-- The mails that a check had something to say about.
create table mailbox_check_findings (
  id bigint generated always as identity primary key,
  check_id uuid not null references mailbox_checks (id) on delete cascade,
  kind text not null check (kind in ('missing', 'rejected', 'failed')),
  path text not null,
  uid bigint not null,
  -- the row of the ledger; of a missing mail, the one it has now
  inbound_event_id bigint,
  reason text
);
create index mailbox_check_findings_check_idx on mailbox_check_findings (check_id, id);
alter table mailbox_check_findings enable row level security;
