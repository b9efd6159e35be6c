-- What was rejected only for a time is found by when that is over; of what was rejected for good before, the time of its
-- last try meant nothing.
update inbound_events set next_attempt_at = null where status = 'rejected' and next_attempt_at is not null;
create index inbound_events_again_idx on inbound_events (next_attempt_at)
  where status = 'rejected' and next_attempt_at is not null;
