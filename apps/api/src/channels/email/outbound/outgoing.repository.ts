import { Injectable } from '@nestjs/common';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { EmailMessages } from '../../../kernel/database/db.generated.ts';
import type { AnsweredMail } from './reply-envelope.ts';
import type { Refusal } from './send-outcome.ts';

interface Party {
  address: string;
  name: string | null;
}

const OUTGOING = `
  select m.id, c.number as "conversationNumber", m.account_id as "accountId", account.updated_at as "accountUpdatedAt",
    account.smtp_refused_at as "accountRefusedAt",
    m.attempts, m.body_text as "bodyText", m.occurred_at as "occurredAt", mail.internet_message_id as "internetMessageId",
    mail.in_reply_to as "inReplyTo", mail.reference_ids as "referenceIds", mail.subject, mail.to_addresses as "to",
    mail.cc_addresses as cc, mail.bcc_addresses as bcc, mail.signature, mail.headers,
    mail.pending_recipients as "pendingRecipients", mail.refusals,
    coalesce((select json_agg(json_build_object(
      'filename', a.filename, 'contentType', a.content_type, 'storageKey', a.storage_key, 'scan', a.scan) order by a.id)
      from attachments a where a.message_id = m.id), '[]') as attachments
  from email_messages mail
  join messages m on m.id = mail.message_id
  join conversations c on c.id = m.conversation_id
  left join channel_accounts account on account.id = m.account_id
  where m.id = any($1::uuid[])`;

const BY_A_MACHINE = sql<boolean>`mail.notes && array['auto-submitted', 'auto-reply', 'bounce']`;

@Injectable()
export class OutgoingRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'emailMessages' | 'messages'>();
  }

  async insert(row: Insertable<EmailMessages>): Promise<void> {
    await this.db.insertInto('emailMessages').values(row).execute();
  }

  /** The mail with this message id, and the conversation it is in. */
  async mail(messageId: string): Promise<{ conversationId: string; mail: AnsweredMail } | null> {
    const row = await this.mails().where('messages.id', '=', messageId).executeTakeFirst();
    return row ? { conversationId: row.conversationId, mail: toAnswered(row) } : null;
  }

  /** The newest mail that the customer wrote, else our own; what a machine wrote where there is nothing else. */
  async toAnswer(conversationId: string): Promise<AnsweredMail | null> {
    const row = await this.mails()
      .where('messages.conversationId', '=', conversationId)
      .orderBy((eb) => eb.and([eb('messages.direction', '=', 'inbound'), BY_A_MACHINE]))
      .orderBy('messages.direction', 'asc')
      .orderBy('messages.occurredAt', 'desc')
      .orderBy('messages.id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ? toAnswered(row) : null;
  }

  /** Of the newest mail that somebody wrote; of a machine's, such as an out-of-office answer, where there is no other. */
  async latestSubject(conversationId: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select('mail.subject')
      .where('messages.conversationId', '=', conversationId)
      .where('mail.subject', 'is not', null)
      .orderBy(BY_A_MACHINE)
      .orderBy('messages.occurredAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.subject ?? null;
  }

  /** Mails as they are to be sent, read outside of any transaction. */
  async outgoing(messageIds: string[]): Promise<OutgoingMail[]> {
    return this.database.prepared<OutgoingMail>(OUTGOING, [messageIds]);
  }

  /** Whom a mail still has to reach, null for all it names, and who refused it for good. */
  async setRecipients(messageId: string, pendingRecipients: string[] | null, refusals: Refusal[]): Promise<void> {
    await this.db
      .updateTable('emailMessages')
      .set({ pendingRecipients, refusals: JSON.stringify(refusals) })
      .where('messageId', '=', messageId)
      .execute();
  }

  /** A try that the server never saw does not count. */
  async uncount(messageId: string): Promise<void> {
    await this.db
      .updateTable('messages')
      .set((eb) => ({ attempts: eb('attempts', '-', 1) }))
      .where('id', '=', messageId)
      .execute();
  }

  /** What waits for another try is due now. @returns the messages */
  async hasten(accountId: string): Promise<string[]> {
    const rows = await this.db
      .updateTable('messages')
      .set({ sendAt: null })
      .where('accountId', '=', accountId)
      .where('delivery', '=', 'queued')
      .where('deliveryError', 'is not', null)
      .where(sql<boolean>`not exists (select from message_schedules s where s.message_id = messages.id)`)
      .returning('id')
      .execute();
    return rows.map(({ id }) => id);
  }

  private mails() {
    return this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select([
        'messages.conversationId',
        'messages.direction',
        'mail.internetMessageId',
        'mail.referenceIds',
        'mail.fromAddress',
        'mail.fromName',
        'mail.replyTo',
        'mail.toAddresses',
      ]);
  }
}

interface StoredFile {
  filename: string;
  contentType: string;
  storageKey: string | null;
  scan: string;
}

export interface OutgoingMail {
  id: string;
  conversationNumber: string;
  accountId: string | null;
  accountUpdatedAt: Date | null;
  /** When its server last refused the sign-in; null where it lets us in. */
  accountRefusedAt: Date | null;
  attempts: number;
  bodyText: string;
  occurredAt: Date;
  internetMessageId: string | null;
  inReplyTo: string | null;
  referenceIds: string[];
  subject: string | null;
  to: Party[];
  cc: Party[];
  bcc: Party[];
  signature: string | null;
  headers: Record<string, string>;
  /** Those of an earlier try who wanted to be asked again; null for all. */
  pendingRecipients: string[] | null;
  refusals: Refusal[];
  attachments: StoredFile[];
}

type Row = Omit<AnsweredMail, 'direction' | 'replyTo' | 'toAddresses'> & {
  direction: string;
  replyTo: unknown;
  toAddresses: unknown;
};

function toAnswered(row: Row): AnsweredMail {
  return {
    ...row,
    direction: row.direction as AnsweredMail['direction'],
    replyTo: row.replyTo as Party[],
    toAddresses: row.toAddresses as Party[],
  };
}
