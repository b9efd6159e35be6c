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

@Injectable()
export class OutgoingRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'emailMessages' | 'messages' | 'conversations' | 'attachments'>();
  }

  async insert(row: Insertable<EmailMessages>): Promise<void> {
    await this.db.insertInto('emailMessages').values(row).execute();
  }

  /** The mail with this message id, and the conversation it is in. */
  async mail(messageId: string): Promise<{ conversationId: string; mail: AnsweredMail } | null> {
    const row = await this.mails().where('messages.id', '=', messageId).executeTakeFirst();
    return row ? { conversationId: row.conversationId, mail: toAnswered(row) } : null;
  }

  /** The newest mail of the customer's, or ours where none of theirs is there. */
  async toAnswer(conversationId: string): Promise<AnsweredMail | null> {
    const row = await this.mails()
      .where('messages.conversationId', '=', conversationId)
      .orderBy('messages.direction', 'asc')
      .orderBy('messages.occurredAt', 'desc')
      .orderBy('messages.id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ? toAnswered(row) : null;
  }

  async latestSubject(conversationId: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select('mail.subject')
      .where('messages.conversationId', '=', conversationId)
      .where('mail.subject', 'is not', null)
      .orderBy('messages.occurredAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.subject ?? null;
  }

  /** Mails as they are to be sent. */
  async outgoing(messageIds: string[]): Promise<OutgoingMail[]> {
    const rows = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .select([
        'messages.id',
        'conversations.number as conversationNumber',
        'messages.accountId',
        'messages.attempts',
        'messages.bodyText',
        'messages.occurredAt',
        'mail.internetMessageId',
        'mail.inReplyTo',
        'mail.referenceIds',
        'mail.subject',
        'mail.toAddresses',
        'mail.ccAddresses',
        'mail.bccAddresses',
        'mail.signature',
        'mail.headers',
        'mail.pendingRecipients',
        'mail.refusals',
      ])
      .select(
        sql<StoredFile[] | null>`(select json_agg(json_build_object(
          'filename', a.filename, 'contentType', a.content_type, 'storageKey', a.storage_key, 'scan', a.scan) order by a.id)
          from attachments a where a.message_id = messages.id)`.as('attachments'),
      )
      .where(sql<boolean>`messages.id = any(${messageIds}::uuid[])`)
      .execute();
    return rows.map((row) => ({
      ...row,
      to: row.toAddresses as unknown as Party[],
      cc: row.ccAddresses as unknown as Party[],
      bcc: row.bccAddresses as unknown as Party[],
      refusals: row.refusals as unknown as Refusal[],
      headers: row.headers as unknown as Record<string, string>,
      attachments: row.attachments ?? [],
    }));
  }

  /** Whom a mail still has to reach, null for all it names, and who refused it for good. */
  async setRecipients(messageId: string, pendingRecipients: string[] | null, refusals: Refusal[]): Promise<void> {
    await this.db
      .updateTable('emailMessages')
      .set({ pendingRecipients, refusals: JSON.stringify(refusals) })
      .where('messageId', '=', messageId)
      .execute();
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
