-- When an outbound message leaves: after its undo window, at a time an agent chose, or at its next try.

alter table messages add column send_at timestamptz;

-- Messages that wait for a time an agent chose. The row goes when the message leaves.
create table message_schedules (
  message_id uuid primary key references messages (id) on delete cascade,
  -- when an agent last said so: what the customer writes after that holds the message back
  scheduled_at timestamptz not null default now(),
  scheduled_by uuid references agents (id) on delete set null,
  held_at timestamptz
);
alter table message_schedules enable row level security;

-- A mail that some of its recipients' servers took and others did not: whom it still has to reach, and who refused it.
alter table email_messages
  add column pending_recipients text[],
  add column refusals jsonb not null default '[]';
