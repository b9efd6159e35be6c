-- The ledger's page reads one range for each account and state, newest or oldest first, however long the table grows.

create index inbound_events_range_idx on inbound_events (provider, account, status, id);
