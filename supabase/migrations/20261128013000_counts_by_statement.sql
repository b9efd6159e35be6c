-- What many rows of one statement change in the counts is noted once, not once for each row.

create function track_inbox_openings() returns trigger
language plpgsql as $$
begin
  insert into inbox_count_deltas (bucket, delta)
  select bucket, count(*)::int from fresh f cross join unnest(conversation_buckets(f::conversations)) as bucket group by bucket;
  return null;
end
$$;
drop trigger conversations_counts on conversations;
create trigger conversations_counts
  after update of status, team_id, assignee_id, unread_count, snoozed_until or delete on conversations
  for each row execute function track_inbox_counts();
create trigger conversations_opened
  after insert on conversations referencing new table as fresh
  for each statement execute function track_inbox_openings();

create or replace function track_ledger_changes() returns trigger
language plpgsql as $$
begin
  insert into ledger_count_deltas (provider, account, status, delta)
  select provider, account, status, sum(delta) from (
    select b.provider, b.account, b.status, -1 as delta from before b join after a using (id) where a.status <> b.status
    union all
    select a.provider, a.account, a.status, 1 from before b join after a using (id) where a.status <> b.status
  ) moved group by provider, account, status;
  return null;
end
$$;
drop trigger inbound_events_changed on inbound_events;
create trigger inbound_events_changed
  after update on inbound_events referencing old table as before new table as after
  for each statement execute function track_ledger_changes();
