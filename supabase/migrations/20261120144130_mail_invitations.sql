-- The appointment that a mail invites to: what its calendar part says, to be shown as a card.
alter table email_messages add column invitation jsonb;
