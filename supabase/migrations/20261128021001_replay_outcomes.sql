-- Which replay of many rows looked at a row last: what became of those that it put back is counted by it.
alter table inbound_events add column replay_id uuid references ledger_replays (id) on delete set null;
create index inbound_events_replay_idx on inbound_events (replay_id, status) where replay_id is not null;
