-- The files of chat messages: each has a fetching of its own, with its own state, apart from the message.

create table chat_media (
  attachment_id uuid primary key references attachments (id) on delete cascade,
  url text not null,
  state text not null default 'pending' check (state in ('pending', 'fetching', 'stored', 'failed', 'gone')),
  reason text,
  attempts smallint not null default 0,
  next_attempt_at timestamptz,
  updated_at timestamptz not null default now()
);
alter table chat_media enable row level security;

-- Files of one message in the order in which they were sent.
alter table attachments add column position smallint not null default 0;

insert into chat_media (attachment_id, url, state, reason)
select a.id, c.media_url, a.state, a.state_detail
from attachments a join chat_messages c on c.message_id = a.message_id
where c.media_url is not null;
