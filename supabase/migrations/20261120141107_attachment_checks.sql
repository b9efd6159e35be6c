-- What a virus scanner says of a file; and files that are too large to be kept apart from the mail they came in.
alter table attachments add column scan text not null default 'not_scanned'
  check (scan in ('not_scanned', 'pending', 'clean', 'infected'));
alter table attachments add column scan_detail text;
create index attachments_unscanned_idx on attachments (created_at) where scan = 'pending';

alter table attachments drop constraint attachments_state_check;
alter table attachments add constraint attachments_state_check check (state in ('pending', 'stored', 'failed', 'too_large'));
