-- The inbox reads each thing an agent may see (a team, no team, what is theirs) as one range of one index, in order and
-- no further than a page. "No team" and "nobody" are keys like any other here: PostgreSQL knows of `x = constant`,
-- not of `x is null`, that what follows it in the index is in order.

drop index conversations_recent_idx;
drop index conversations_team_recent_idx;
drop index conversations_team_active_idx;
drop index conversations_assignee_recent_idx;
drop index conversations_assignee_active_idx;
drop index conversations_unassigned_idx;
drop index conversations_waiting_idx;

-- Unsolved and put aside; with is_active, one flag for each of the two lists, so that the planner knows how long they are.
alter table conversations add column is_snoozed boolean
  generated always as (status in ('open', 'pending', 'on_hold') and snoozed_until is not null) stored;

create function or_nobody(id uuid) returns uuid
language sql immutable parallel safe
return coalesce(id, '00000000-0000-0000-0000-000000000000');

create index conversations_team_active_idx on conversations (or_nobody(team_id), last_message_at desc, id desc) where is_active;
create index conversations_team_status_idx on conversations (or_nobody(team_id), status, last_message_at desc, id desc);
create index conversations_assignee_active_idx on conversations (or_nobody(assignee_id), last_message_at desc, id desc) where is_active;
create index conversations_assignee_status_idx on conversations (or_nobody(assignee_id), status, last_message_at desc, id desc);
create index conversations_unassigned_idx on conversations (or_nobody(team_id), last_message_at desc, id desc) where is_active and assignee_id is null;
create index conversations_waiting_idx on conversations (waiting_since, id) where is_active and waiting_since is not null;
create index conversations_team_waiting_idx on conversations (or_nobody(team_id), waiting_since, id) where is_active and waiting_since is not null;
create index conversations_assignee_waiting_idx on conversations (or_nobody(assignee_id), waiting_since, id) where is_active and waiting_since is not null;
create index conversations_snoozed_recent_idx on conversations (last_message_at desc, id desc) where is_snoozed;
create index conversations_team_snoozed_idx on conversations (or_nobody(team_id), last_message_at desc, id desc) where is_snoozed;
create index conversations_assignee_snoozed_idx on conversations (or_nobody(assignee_id), last_message_at desc, id desc) where is_snoozed;
create index conversations_snoozed_waiting_idx on conversations (waiting_since, id) where is_snoozed and waiting_since is not null;
create index conversations_team_snoozed_waiting_idx on conversations (or_nobody(team_id), waiting_since, id) where is_snoozed and waiting_since is not null;
create index conversations_assignee_snoozed_waiting_idx on conversations (or_nobody(assignee_id), waiting_since, id) where is_snoozed and waiting_since is not null;
