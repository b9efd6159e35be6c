-- The words of a mail server that refused the user name or the password for sending, and when it last did; null while it
-- lets us in. Answers wait meanwhile.
alter table channel_accounts add column smtp_refusal text, add column smtp_refused_at timestamptz;
