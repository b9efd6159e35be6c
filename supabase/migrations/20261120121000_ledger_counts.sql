-- What the ledger's page shows of each account is maintained, never counted: triggers append deltas, a job folds them.

create table ledger_counts (
  provider text not null,
  account text not null,
  status text not null,
  count bigint not null,
  -- when it last went up
  last_at timestamptz,
  primary key (provider, account, status)
);
create table ledger_count_deltas (
  id bigint generated always as identity primary key,
  provider text not null,
  account text not null,
  status text not null,
  delta integer not null,
  at timestamptz not null default now()
);

create function track_ledger_inserts() returns trigger
language plpgsql as $$
begin
  insert into ledger_count_deltas (provider, account, status, delta)
  select provider, account, status, count(*) from fresh group by provider, account, status;
  return null;
end
$$;
create trigger inbound_events_inserted
  after insert on inbound_events referencing new table as fresh
  for each statement execute function track_ledger_inserts();

create function track_ledger_changes() returns trigger
language plpgsql as $$
begin
  insert into ledger_count_deltas (provider, account, status, delta)
  values (old.provider, old.account, old.status, -1), (new.provider, new.account, new.status, 1);
  return null;
end
$$;
create trigger inbound_events_changed
  after update of status on inbound_events
  for each row when (old.status is distinct from new.status) execute function track_ledger_changes();

create function track_ledger_deletes() returns trigger
language plpgsql as $$
begin
  insert into ledger_count_deltas (provider, account, status, delta)
  select provider, account, status, -count(*) from gone group by provider, account, status;
  return null;
end
$$;
create trigger inbound_events_deleted
  after delete on inbound_events referencing old table as gone
  for each statement execute function track_ledger_deletes();

insert into ledger_counts (provider, account, status, count, last_at)
select provider, account, status, count(*), max(coalesce(processed_at, received_at))
from inbound_events group by provider, account, status;

-- Replays of many rows: asked for once, worked through by a job, with what it has done so far.
create table ledger_replays (
  id uuid primary key default uuid_v7(),
  requested_by uuid references agents (id) on delete set null,
  filter jsonb not null,
  most integer not null,
  state text not null default 'running' check (state in ('running', 'done', 'stopped')),
  cursor_id bigint not null default 0,
  last_id bigint not null,
  replayed integer not null default 0,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

alter table ledger_counts enable row level security;
alter table ledger_count_deltas enable row level security;
alter table ledger_replays enable row level security;
