-- Recipients whose mail servers said that the mail is in their mailbox: with all of them, it is delivered.
alter table email_messages add column delivered_to text[] not null default '{}';
