-- What a mailbox answers by itself when a customer opens a case, and whom it answered: the cap is counted here.

create table acknowledgements (
  account_id uuid primary key references channel_accounts (id) on delete cascade,
  is_on boolean not null default false,
  text text not null,
  updated_at timestamptz not null default now()
);
alter table acknowledgements enable row level security;

create table acknowledged_senders (
  address text not null,
  message_id uuid not null references messages (id) on delete cascade,
  sent_at timestamptz not null default now()
);
create index acknowledged_senders_address_idx on acknowledged_senders (address, sent_at);
create index acknowledged_senders_message_idx on acknowledged_senders (message_id);
alter table acknowledged_senders enable row level security;

-- Header lines that a mail carries besides the usual ones, by name.
alter table email_messages add column headers jsonb not null default '{}';
