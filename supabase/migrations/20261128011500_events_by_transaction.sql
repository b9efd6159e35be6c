-- What is to be given a position is found by its transaction. By id, each look began with the entries of all rows that
-- were given theirs since the last vacuum.
create index events_unsettled_idx on events (xid, id) where position is null;
drop index events_unsequenced_idx;
