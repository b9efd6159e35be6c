-- A mail finds its conversation by what it refers to and by what refers to it; the list of mails has its own order.
-- Without fastupdate: each mail that comes in reads this index, and would read through the list of pending entries.

create index email_messages_references_idx on email_messages using gin (reference_ids) with (fastupdate = off);
create index messages_mail_idx on messages (occurred_at desc, id desc) where channel = 'email';
