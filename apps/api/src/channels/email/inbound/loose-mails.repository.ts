import { Injectable } from '@nestjs/common';
import { sql, type RawBuilder } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import { isAnswerSubject, threadSubject } from '../content/subject.ts';

/** Who wrote what to whom, as far as a subject can tell. */
export interface Worded {
  accountId: string;
  customerId: string;
  /** What is left of the subject without the words of an answer. */
  thread: string;
}

/** Both ends are within. */
export interface Span {
  from: Date;
  to: Date;
}

export interface LooseMail {
  conversationId: string;
  subject: string;
  occurredAt: Date;
}

const MOST = sql.lit(200);

/** Mails of one customer in one mailbox that have nothing in common but their subject. */
@Injectable()
export class LooseMailsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'messages'>();
  }

  /** What we wrote under this subject, or is to leave later; the newest first. */
  async written(by: Worded, span: Span): Promise<LooseMail[]> {
    const mails = await this.mails(by, span, sql`m.direction = 'outbound' and (${isWithin(span)} or ${isScheduled})`);
    return mails.filter(({ subject }) => threadSubject(subject) === by.thread);
  }

  /** What the customer wrote under it. */
  async asked(by: Worded, span: Span): Promise<LooseMail[]> {
    return this.mails(by, span, sql`m.direction = 'inbound' and ${isLoose(by)} and ${isWithin(span)}`);
  }

  /** What the customer wrote that is worded as an answer. */
  async answers(by: Worded, span: Span): Promise<LooseMail[]> {
    return (await this.asked(by, span)).filter(({ subject }) => isAnswerSubject(subject));
  }

  /** What somebody of ours wrote in a mail program that is worded as an answer. */
  async replies(by: Worded, span: Span): Promise<LooseMail[]> {
    const mails = await this.mails(by, span, sql`m.direction = 'outbound' and ${isLoose(by)} and ${isWithin(span)}`);
    return mails.filter(({ subject }) => isAnswerSubject(subject));
  }

  /** Which of these customers have such a reply, whatever its subject, to what they wrote since then. */
  async repliedTo(customers: { id: string; since: Date }[]): Promise<Set<string>> {
    const { rows } = await sql<{ id: string }>`
      select distinct asked.id from (
        select id, min(since) as since
        from unnest(${customers.map(({ id }) => id)}::uuid[], ${customers.map(({ since }) => since)}::timestamptz[])
          as given(id, since)
        group by id
      ) as asked
      join conversations c on c.customer_id = asked.id and c.last_message_at >= asked.since
      join messages m on m.conversation_id = c.id and m.direction = 'outbound' and m.occurred_at >= asked.since
      join email_messages mail on mail.message_id = m.id
      where mail.customer_id = asked.id and cardinality(mail.reference_ids) = 0`.execute(this.db);
    return new Set(rows.map(({ id }) => id));
  }

  /** The newest first. */
  private async mails(
    { accountId, customerId }: Worded,
    { from }: Span,
    which: RawBuilder<unknown>,
  ): Promise<LooseMail[]> {
    const { rows } = await sql<LooseMail>`
      select m.conversation_id as "conversationId", coalesce(mail.subject, '') as subject, m.occurred_at as "occurredAt"
      from conversations c
      join messages m on m.conversation_id = c.id
      join email_messages mail on mail.message_id = m.id
      where c.customer_id = ${customerId} and c.last_message_at >= ${from} and m.account_id = ${accountId} and ${which}
      order by m.occurred_at desc limit ${MOST}`.execute(this.db);
    return rows;
  }
}

/** It refers to nothing, and came or went without the portal. */
const isLoose = ({ customerId, thread }: Worded) =>
  sql`mail.customer_id = ${customerId} and mail.thread_subject = ${thread} and cardinality(mail.reference_ids) = 0`;

const isScheduled = sql`exists (select from message_schedules s where s.message_id = m.id)`;

const isWithin = ({ from, to }: Span) => sql`m.occurred_at between ${from} and ${to}`;
