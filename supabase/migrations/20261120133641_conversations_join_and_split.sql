-- Mails come in any order: conversations that a late mail shows to be one are joined, and an agent may take one apart.

-- Whose mail it is: its writer, or for a mail of ours the customer it went to.
alter table email_messages add column customer_id uuid references customers (id);
-- The subject without what marks an answer or a forwarded mail: another one offers a split.
alter table email_messages add column thread_subject text;
update email_messages mail set customer_id = c.customer_id
from messages m join conversations c on c.id = m.conversation_id
where m.id = mail.message_id and m.direction = 'inbound';

-- Those that an agent took apart bear the id of the one they were: no mail joins them again.
alter table conversations add column split_of uuid;

-- Where the messages of a joined conversation went: its address and its number stay good.
create table conversation_aliases (
  id uuid primary key,
  number bigint not null unique,
  conversation_id uuid not null references conversations (id) on delete cascade,
  joined_at timestamptz not null default now()
);
create index conversation_aliases_conversation_idx on conversation_aliases (conversation_id);
alter table conversation_aliases enable row level security;
