-- Which account on the IMAP server a cursor is about: it says nothing of another that stands behind the same mailbox
-- later. Empty for those from before this was told.
alter table mailbox_cursors add column imap_account text not null default '';
