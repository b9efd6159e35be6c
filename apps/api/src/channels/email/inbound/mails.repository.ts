import { Injectable } from '@nestjs/common';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { EmailMessages } from '../../../kernel/database/db.generated.ts';

/** A stored mail with the same content as another. */
export interface Twin {
  externalId: string | null;
  mailboxPath: string | null;
  uidValidity: string | null;
  uid: string | null;
}

@Injectable()
export class MailsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'emailMessages' | 'messages' | 'conversations'>();
  }

  async insert(row: Insertable<EmailMessages>): Promise<void> {
    await this.db.insertInto('emailMessages').values(row).execute();
  }

  /** Serialises, until the transaction ends, all that has one of these keys; always taken in the same order. */
  async lock(keys: string[]): Promise<void> {
    const sorted = [...new Set(keys)].sort();
    await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${sorted}::text[]) as key`.execute(
      this.db,
    );
  }

  async twins(accountId: string, contentHash: Uint8Array): Promise<Twin[]> {
    return this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select(['messages.externalId', 'mail.mailboxPath', 'mail.uidValidity', 'mail.uid'])
      .where('mail.contentHash', '=', Buffer.from(contentHash))
      .where('messages.accountId', '=', accountId)
      .execute();
  }

  /** Whether the portal sent a mail with this Message-ID. */
  async isOurs(internetMessageId: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select('messages.id')
      .where('mail.internetMessageId', '=', internetMessageId)
      .where('messages.direction', '=', 'outbound')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Conversations that hold one of these Message-IDs. */
  async byMessageId(ids: string[]) {
    if (ids.length === 0) return [];
    return this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select(['mail.internetMessageId', 'messages.conversationId', 'messages.accountId'])
      .where('mail.internetMessageId', 'in', ids)
      .orderBy('messages.occurredAt', 'desc')
      .limit(200)
      .execute();
  }

  /** The newest conversation of the account with a mail that refers to one of these Message-IDs. */
  async referringTo(ids: string[], accountId: string, customerId: string | null): Promise<string | null> {
    if (ids.length === 0) return null;
    let query = this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .select('messages.conversationId')
      .where(sql<boolean>`mail.reference_ids && ${ids}::text[]`)
      .where('messages.accountId', '=', accountId)
      .orderBy('messages.occurredAt', 'desc')
      .limit(1);
    if (customerId) query = query.where('conversations.customerId', '=', customerId);
    return (await query.executeTakeFirst())?.conversationId ?? null;
  }
}
