import { Injectable } from '@nestjs/common';
import type { Insertable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { EmailMessages } from '../../../kernel/database/db.generated.ts';
import type { AnsweredMail } from './reply-envelope.ts';

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

  /** A mail as it is to be sent. */
  async outgoing(messageId: string) {
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .select([
        'messages.id',
        'conversations.number as conversationNumber',
        'messages.accountId',
        'messages.delivery',
        'messages.bodyText',
        'messages.occurredAt',
        'mail.internetMessageId',
        'mail.inReplyTo',
        'mail.referenceIds',
        'mail.subject',
        'mail.toAddresses',
        'mail.ccAddresses',
        'mail.bccAddresses',
      ])
      .where('messages.id', '=', messageId)
      .where('messages.direction', '=', 'outbound')
      .executeTakeFirst();
    if (!row) return null;
    const attachments = await this.db
      .selectFrom('attachments')
      .select(['filename', 'contentType', 'storageKey'])
      .where('messageId', '=', messageId)
      .orderBy('id')
      .execute();
    return {
      ...row,
      to: row.toAddresses as unknown as Party[],
      cc: row.ccAddresses as unknown as Party[],
      bcc: row.bccAddresses as unknown as Party[],
      attachments,
    };
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

export type OutgoingMail = NonNullable<Awaited<ReturnType<OutgoingRepository['outgoing']>>>;

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
