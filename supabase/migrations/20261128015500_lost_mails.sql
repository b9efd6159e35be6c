-- A check also finds mails that the ledger calls processed and whose message is not there.
alter table mailbox_check_findings drop constraint mailbox_check_findings_kind_check;
alter table mailbox_check_findings add constraint mailbox_check_findings_kind_check
  check (kind in ('missing', 'rejected', 'failed', 'lost'));
