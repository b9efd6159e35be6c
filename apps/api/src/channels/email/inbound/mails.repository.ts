import { Injectable } from '@nestjs/common';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { EmailMessages } from '../../../kernel/database/db.generated.ts';

/** A stored mail that has to do with another. */
export interface Relation {
  internetMessageId: string | null;
  conversationId: string;
  accountId: string | null;
  direction: string;
  externalId: string | null;
  mailboxPath: string | null;
  uidValidity: string | null;
  uid: string | null;
  hasSameContent: boolean;
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

  /** Mails that have one of these Message-IDs, or the same content; the newest first. */
  async related(messageIds: string[], contentHash: Uint8Array): Promise<Relation[]> {
    const hash = Buffer.from(contentHash);
    const rows = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select([
        'mail.internetMessageId',
        'messages.conversationId',
        'messages.accountId',
        'messages.direction',
        'messages.externalId',
        'mail.mailboxPath',
        'mail.uidValidity',
        'mail.uid',
        sql<boolean>`coalesce(mail.content_hash = ${hash}, false)`.as('hasSameContent'),
      ])
      .where((eb) =>
        eb.or([
          eb('mail.contentHash', '=', hash),
          eb('mail.internetMessageId', '=', sql<string>`any(${messageIds}::text[])`),
        ]),
      )
      .orderBy('messages.occurredAt', 'desc')
      .limit(200)
      .execute();
    return rows.map((row) => ({ ...row, uidValidity: text(row.uidValidity), uid: text(row.uid) }));
  }

  async conversationNumbered(number: number, accountId: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('conversations')
      .select('id')
      .where('number', '=', String(number))
      .where('accountId', '=', accountId)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** What the account wrote to a customer in the last days, the newest first. */
  async sentLately(
    accountId: string,
    customerId: string,
    days: number,
  ): Promise<{ conversationId: string; subject: string }[]> {
    return this.db
      .selectFrom('conversations')
      .innerJoin('messages', 'messages.conversationId', 'conversations.id')
      .innerJoin('emailMessages as mail', 'mail.messageId', 'messages.id')
      .select(['messages.conversationId', sql<string>`coalesce(mail.subject, '')`.as('subject')])
      .where('conversations.customerId', '=', customerId)
      .where('messages.accountId', '=', accountId)
      .where('messages.direction', '=', 'outbound')
      .where('messages.occurredAt', '>', sql<Date>`now() - make_interval(days => ${days})`)
      .orderBy('messages.occurredAt', 'desc')
      .limit(50)
      .execute();
  }

  /** The message that the account sent under this Message-ID. */
  async sentAs(internetMessageId: string, accountId: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select('messages.id')
      .where('mail.internetMessageId', '=', internetMessageId)
      .where('messages.accountId', '=', accountId)
      .where('messages.direction', '=', 'outbound')
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /**
   * The newest conversation of the account with a mail that refers to `messageId`, else one of this customer with a
   * mail that refers to one of `links`.
   */
  async referringTo(
    messageId: string | null,
    links: string[],
    accountId: string,
    customerId: string,
  ): Promise<string | null> {
    const ids = [...(messageId ? [messageId] : []), ...links];
    if (ids.length === 0) return null;
    const refersToIt = sql<boolean>`coalesce(${messageId}::text = any(mail.reference_ids), false)`;
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .select('messages.conversationId')
      .where(sql<boolean>`mail.reference_ids && ${ids}::text[]`)
      .where('messages.accountId', '=', accountId)
      .where((eb) => eb.or([refersToIt, eb('conversations.customerId', '=', customerId)]))
      .orderBy(refersToIt, 'desc')
      .orderBy('messages.occurredAt', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row?.conversationId ?? null;
  }
}

function text(number: number | string | bigint | null): string | null {
  return number === null ? null : String(number);
}
