-- `availability` is what an agent chose. Online is whoever has the portal open and chose nothing else, so nobody has to
-- choose it by hand; those who never did are online from their next visit on.

alter table agents alter column availability set default 'online';
update agents set availability = 'online' where availability = 'offline' and last_seen_at is null;
