-- Message templates of WhatsApp accounts, what providers say about accounts, and consent.

create table whatsapp_templates (
  id uuid primary key default uuid_v7(),
  account_id uuid not null references channel_accounts (id) on delete cascade,
  provider_template_id text,
  name text not null,
  language text not null,
  category text not null default '',
  header_format text check (header_format in ('text', 'image', 'video', 'document')),
  header_text text,
  -- null until somebody told what it says: a status may come before the text
  body text,
  footer text,
  buttons jsonb not null default '[]',
  status text not null default 'unknown'
    check (status in ('approved', 'pending', 'rejected', 'paused', 'disabled', 'unknown')),
  status_reason text,
  status_at timestamptz,
  performance jsonb,
  performance_at timestamptz,
  synced_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (account_id, name, language)
);
alter table whatsapp_templates enable row level security;

-- The latest word of a provider about an account, one row for each kind of thing it speaks of.
create table channel_account_notices (
  account_id uuid not null references channel_accounts (id) on delete cascade,
  kind text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  message text not null,
  details jsonb not null default '{}',
  inbound_event_id bigint,
  occurred_at timestamptz not null,
  primary key (account_id, kind)
);
alter table channel_account_notices enable row level security;

-- What the thread shows of a chat message besides its text: header, footer, buttons, the choice that was made.
alter table chat_messages add column shown jsonb;

-- Whether the person agreed to be written to there: null where nobody said.
alter table customer_identities
  add column opted_in boolean,
  add column opted_in_at timestamptz;
