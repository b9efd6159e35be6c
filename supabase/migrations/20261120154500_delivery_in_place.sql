-- No statement reads this index, and with it each step of a delivery writes into every index of the table. Without it
-- the new version of a row stays on its page, which is given some room for that.
drop index messages_unfinished_idx;
alter table messages set (fillfactor = 90);
