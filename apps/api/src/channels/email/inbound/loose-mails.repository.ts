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
  at: Date;
}

export interface LooseMail {
  conversationId: string;
  subject: string;
  occurredAt: Date;
}

/** Words that are alike say little after a longer time. */
const DAYS = sql.lit(30);
/** Between a mail and its answer: the clocks of two servers differ, and some stamp by whole seconds. */
const SLACK = sql`interval '1 minute'`;
const NONE = sql`interval '0'`;
const MOST = sql.lit(50);

/** Mails of one customer in one mailbox that have nothing in common but their subject. */
@Injectable()
export class LooseMailsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'messages'>();
  }

  /** What we wrote under this subject in the time before, or is to leave later; the newest first. */
  async writtenBefore({ thread, ...by }: Worded): Promise<LooseMail[]> {
    const mails = await this.mails(by, sql`m.direction = 'outbound' and (${isBefore(by.at, SLACK)} or ${isScheduled})`);
    return mails.filter(({ subject }) => threadSubject(subject) === thread);
  }

  /** What the customer wrote in the time after, worded as an answer. */
  async answersAfter(by: Worded): Promise<LooseMail[]> {
    const mails = await this.mails(by, sql`m.direction = 'inbound' and ${isLoose(by)} and ${isAfter(by.at, SLACK)}`);
    return mails.filter(({ subject }) => isAnswerSubject(subject));
  }

  /** What the customer wrote in the time before. */
  async askedBefore(by: Worded): Promise<LooseMail[]> {
    return this.mails(by, sql`m.direction = 'inbound' and ${isLoose(by)} and ${isBefore(by.at)}`);
  }

  /** What somebody of ours wrote in a mail program in the time after, worded as an answer. */
  async repliesAfter(by: Worded): Promise<LooseMail[]> {
    const mails = await this.mails(by, sql`m.direction = 'outbound' and ${isLoose(by)} and ${isAfter(by.at)}`);
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
    { accountId, customerId, at }: Omit<Worded, 'thread'>,
    which: RawBuilder<unknown>,
  ): Promise<LooseMail[]> {
    const { rows } = await sql<LooseMail>`
      select m.conversation_id as "conversationId", coalesce(mail.subject, '') as subject, m.occurred_at as "occurredAt"
      from conversations c
      join messages m on m.conversation_id = c.id
      join email_messages mail on mail.message_id = m.id
      where c.customer_id = ${customerId} and c.last_message_at > ${at}::timestamptz - make_interval(days => ${DAYS})
        and m.account_id = ${accountId} and ${which}
      order by m.occurred_at desc limit ${MOST}`.execute(this.db);
    return rows;
  }
}

/** It refers to nothing, and came or went without the portal. */
const isLoose = ({ customerId, thread }: Worded) =>
  sql`mail.customer_id = ${customerId} and mail.thread_subject = ${thread} and cardinality(mail.reference_ids) = 0`;

const isScheduled = sql`exists (select from message_schedules s where s.message_id = m.id)`;

const isBefore = (at: Date, slack = NONE) =>
  sql`m.occurred_at > ${at}::timestamptz - make_interval(days => ${DAYS}) and m.occurred_at <= ${at}::timestamptz + ${slack}`;

const isAfter = (at: Date, slack = NONE) =>
  sql`m.occurred_at >= ${at}::timestamptz - ${slack} and m.occurred_at < ${at}::timestamptz + make_interval(days => ${DAYS})`;
