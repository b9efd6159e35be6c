import type pg from 'pg';
import { addressOf, TEXT } from './letter.ts';

export const MAILBOXES = 4;
const mailboxId = (mailbox: number) => `6f1c1c80-0000-4000-8000-00000000010${mailbox}`;

/** A portal whose mailboxes have answered `history` mails, each in a conversation of its own. */
export async function seedMailHistory(client: pg.Client, history: number): Promise<void> {
  await client.query(`set session_replication_role = replica`);
  for (let mailbox = 0; mailbox < MAILBOXES; mailbox += 1) {
    await client.query(
      `insert into channel_accounts (id, channel, provider, slug, name, address) values ($1, 'email', 'mail', $2, 'Support', $2)`,
      [mailboxId(mailbox), addressOf(mailbox)],
    );
  }
  await client.query(
    `with customer as (insert into customers (name, conversation_count) select 'c' || n || '@example.test', 1 from generate_series(1, $1) n returning id, name),
      identity as (insert into customer_identities (customer_id, kind, value) select id, 'email', name from customer),
      conversation as (insert into conversations (channel, account_id, customer_id, customer_name, subject, message_count)
        select 'email', ('6f1c1c80-0000-4000-8000-00000000010' || row_number() over () % $2)::uuid, id, name, 'Cup', 2 from customer returning id, account_id, customer_name),
      asked as (insert into messages (conversation_id, channel, direction, author_type, author_name, account_id, body_text)
        select id, 'email', 'inbound', 'customer', customer_name, account_id, 'Where is my cup?' from conversation returning id, author_name),
      answered as (insert into messages (conversation_id, channel, direction, author_type, author_name, account_id, body_text, delivery, attempts, sent_at)
        select id, 'email', 'outbound', 'agent', 'Meera', account_id, $3, 'sent', 1, now() from conversation returning id)
     insert into email_messages (message_id, internet_message_id, subject, from_address)
       select id, '<' || id || '@example.test>', 'Cup', author_name from asked
       union all select id, '<' || id || '@demo.test>', 'Re: Cup', 'support@demo.test' from answered`,
    [history, MAILBOXES, TEXT],
  );
  await client.query('vacuum (analyze)');
}

export interface QueuedMail {
  messageId: string;
  internetMessageId: string;
}

/** Answers that are written and wait to be sent, their jobs not yet in the queue. */
export async function queueMails(client: pg.Client, count: number): Promise<QueuedMail[]> {
  const { rows } = await client.query<QueuedMail>(
    `with conversation as (select id, account_id, customer_name from conversations order by id limit $1),
      message as (insert into messages (conversation_id, channel, direction, author_type, author_name, account_id, body_text, delivery)
        select id, 'email', 'outbound', 'agent', 'Meera', account_id, $2, 'queued' from conversation returning id, conversation_id)
     insert into email_messages (message_id, internet_message_id, subject, from_address, from_name, to_addresses, text_full)
       select message.id, '<' || message.id || '@demo.test>', 'Re: Cup', 'support@demo.test', 'Support',
         jsonb_build_array(jsonb_build_object('address', customer_name, 'name', customer_name)), $2
       from message join conversation on conversation.id = message.conversation_id
     returning message_id as "messageId", internet_message_id as "internetMessageId"`,
    [count, TEXT],
  );
  return rows;
}
