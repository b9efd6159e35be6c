-- Who said whether a person may be written to, and what the provider itself said last: an agent's record stands until
-- the provider says something new.

alter table customer_identities
  add column opted_in_source text check (opted_in_source in ('provider', 'agent')),
  add column opted_in_reason text,
  add column opted_in_agent_id uuid references agents (id) on delete set null,
  add column provider_opted_in boolean,
  add column provider_opted_in_at timestamptz;

update customer_identities
set opted_in_source = 'provider', provider_opted_in = opted_in, provider_opted_in_at = opted_in_at
where opted_in is not null;
