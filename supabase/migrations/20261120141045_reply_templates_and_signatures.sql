-- Canned responses for mail and chat, and the signatures that mails end with.

create table reply_templates (
  id uuid primary key default uuid_v7(),
  title text not null,
  -- what is typed after "/" to find it
  shortcut text,
  body text not null,
  channels text[] not null default '{email,whatsapp}' check (channels <@ '{email,whatsapp}' and channels <> '{}'),
  -- null: for all teams
  team_id uuid references teams (id) on delete cascade,
  created_by uuid references agents (id) on delete set null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index reply_templates_shortcut_key on reply_templates (shortcut) where shortcut is not null;
create index reply_templates_title_idx on reply_templates (title, id);
alter table reply_templates enable row level security;

-- Of an agent, or of a mailbox: simple marks for bold, italics and links.
create table signatures (
  id uuid primary key default uuid_v7(),
  agent_id uuid unique references agents (id) on delete cascade,
  account_id uuid unique references channel_accounts (id) on delete cascade,
  text text not null,
  updated_at timestamptz not null default now(),
  check (num_nonnulls(agent_id, account_id) = 1)
);
alter table signatures enable row level security;

-- The signature as it was when the mail was written: a later try sends the same mail.
alter table email_messages add column signature text;

insert into role_permissions (role_id, module, action, scope)
select r.id, p.module, p.action, 'all'
from (values
  ('supervisor', 'reply_templates', '*'),
  ('agent', 'reply_templates', 'read')
) as p (role, module, action)
join roles r on r.slug = p.role
on conflict do nothing;
