import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { conversations, createClient, supportEmails, type Client } from '@switchboard/contracts';
import { accessToken } from '../../harness/people.ts';
import { ADMIN } from '../../harness/portal.ts';
import { check } from '../../harness/report.ts';
import type { Postgres } from './postgres.ts';

const STEP_MILLISECONDS = 100;

export interface SentRow {
  recipient: string;
  internetMessageId: string;
  messageId: string;
  delivery: string;
  error: string | null;
  attempts: number;
  waits: boolean;
}

/** A desk whose customers have written a mail each, and an agent who answers them. */
export class MailDesk {
  readonly #client: Client;
  readonly #postgres: Postgres;
  #accountId = '';

  private constructor(url: string, postgres: Postgres) {
    this.#client = createClient({ baseUrl: url, token: () => accessToken(ADMIN) });
    this.#postgres = postgres;
  }

  /** @param url of a node that serves the API @param smtpPort of the server that its mails go to */
  static async open(url: string, postgres: Postgres, smtpPort: number): Promise<MailDesk> {
    const desk = new MailDesk(url, postgres);
    const smtp = { host: '127.0.0.1', port: smtpPort, secure: false, username: '', password: '' };
    const body = { address: 'support@demo.test', name: 'Support', smtp };
    desk.#accountId = (await desk.#client(supportEmails.create, { body })).id;
    return desk;
  }

  /** Each recipient writes, and is answered. @returns the ids of the answers */
  async answer(recipients: readonly string[]): Promise<string[]> {
    const asked = await this.#postgres.query<{ id: string }>(
      `with named as (select unnest($1::text[]) as address),
        customer as (insert into customers (name) select address from named returning id, name),
        identity as (insert into customer_identities (customer_id, kind, value) select id, 'email', name from customer),
        conversation as (insert into conversations (channel, account_id, customer_id, customer_name, subject, message_count)
          select 'email', $2, id, name, 'Cup', 1 from customer returning id, customer_name),
        message as (insert into messages (conversation_id, channel, direction, author_type, author_name, account_id, body_text)
          select id, 'email', 'inbound', 'customer', customer_name, $2, 'Hello' from conversation returning id, conversation_id, author_name),
        mail as (insert into email_messages (message_id, internet_message_id, subject, from_address)
          select id, '<' || id || '@example.test>', 'Cup', author_name from message)
       select id from conversation`,
      [recipients, this.#accountId],
    );
    const body = () => ({ clientKey: randomUUID(), text: 'A new one is on its way.' });
    const sent = await Promise.all(
      asked.map(({ id }) => this.#client(conversations.reply, { params: { id }, body: body() })),
    );
    return sent.map(({ id }) => id);
  }

  /** An agent does not wait for the next try. */
  async tryNow(messageId: string): Promise<void> {
    await this.#client(conversations.retry, { params: { id: messageId } });
  }

  async sent(ids: readonly string[]): Promise<SentRow[]> {
    return this.#postgres.query<SentRow>(
      `select m.id as "messageId", mail.to_addresses->0->>'address' as recipient, mail.internet_message_id as "internetMessageId",
        m.delivery, m.delivery_error as error, m.attempts, coalesce(m.send_at > now(), false) as waits
       from messages m join email_messages mail on mail.message_id = m.id where m.id = any($1::uuid[])`,
      [ids],
    );
  }

  /** Resolves when all are as they should be. @throws when that takes longer than `patienceMs` */
  async until(ids: readonly string[], is: (row: SentRow) => boolean, patienceMs: number): Promise<SentRow[]> {
    const started = performance.now();
    for (;;) {
      const rows = await this.sent(ids);
      const others = rows.filter((row) => !is(row));
      if (others.length === 0) return rows;
      const { recipient, delivery, error } = others[0]!;
      check(
        performance.now() - started < patienceMs,
        `${others.length} mails are not settled, e.g. to ${recipient}: ${delivery}, ${error}`,
      );
      await delay(STEP_MILLISECONDS);
    }
  }
}
