import { Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { EmailMessages } from '../../../kernel/database/db.generated.ts';
import { insertRows, type Cell } from '../../../kernel/database/insert-rows.ts';
import type { MailParty } from '../parsing/parsed-mail.ts';
import { addressesOf, type Kin, type Seniority } from './kinship.ts';

/** A stored mail that has to do with another. */
export interface Relation extends Kin {
  conversationId: string;
  accountId: string | null;
  /** The address of the mailbox it came by, where that was removed. */
  formerAddress: string | null;
  externalId: string | null;
  contentHash: Buffer | null;
  references: string[];
}

/** Of what has to do with one mail so much is looked at. */
const MOST = 200;

type Parties = 'toAddresses' | 'ccAddresses' | 'bccAddresses' | 'replyTo';

export type NewMail = Partial<Record<Exclude<keyof Selectable<EmailMessages>, Parties>, Cell>> &
  Record<Parties, MailParty[]>;

@Injectable()
export class MailsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'emailMessages' | 'messages' | 'conversations'>();
  }

  async insert(rows: NewMail[]): Promise<void> {
    await insertRows(this.database.tables<'emailMessages'>(), 'emailMessages', rows);
  }

  /** Serialises, until the transaction ends, all that has one of these keys; always taken in the same order. */
  async lock(keys: string[]): Promise<void> {
    const sorted = [...new Set(keys)].sort();
    await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${sorted}::text[]) as key`.execute(
      this.db,
    );
  }

  /** Notes recipients who have a mail of ours. @returns whether all of its recipients have it now */
  async delivered(messageId: string, recipients: string[]): Promise<boolean> {
    const { rows } = await sql<{ isEverybody: boolean }>`
      update email_messages
      set delivered_to = array(select distinct unnest(delivered_to || ${recipients}::text[]))
      where message_id = ${messageId}
      returning delivered_to @> array(
        select lower(party->>'address') from jsonb_array_elements(to_addresses || cc_addresses || bcc_addresses) party
      ) as "isEverybody"`.execute(this.db);
    return rows[0]?.isEverybody ?? false;
  }

  /** Which of these keys a message of the account has. */
  async present(accountId: string, externalIds: string[]): Promise<Set<string | null>> {
    const rows = await this.db
      .selectFrom('messages')
      .select('externalId')
      .where('accountId', '=', accountId)
      .where('externalId', '=', sql<string>`any(${externalIds}::text[])`)
      .execute();
    return new Set(rows.map(({ externalId }) => externalId));
  }

  /** Mails that have one of these Message-IDs or contents; the newest first, at most `most`. */
  async related(messageIds: string[], contentHashes: Buffer[], most = MOST): Promise<Relation[]> {
    const rows = await this.relations(most)
      .where((eb) =>
        eb.or([
          eb('mail.contentHash', '=', sql<Buffer>`any(${contentHashes}::bytea[])`),
          eb('mail.internetMessageId', '=', sql<string>`any(${messageIds}::text[])`),
        ]),
      )
      .execute();
    return rows.map(toRelation);
  }

  /** Which of these Message-IDs and contents (as hexadecimal digits) a stored mail has, or refers to. */
  async anyRelated(messageIds: string[], contentHashes: Buffer[]): Promise<Set<string>> {
    const { rows } = await sql<{ key: string }>`
      select internet_message_id as key from email_messages where internet_message_id = any(${messageIds}::text[])
      union select encode(content_hash, 'hex') from email_messages where content_hash = any(${contentHashes}::bytea[])
      union select unnest(reference_ids) from email_messages where reference_ids && ${messageIds}::text[]`.execute(
      this.db,
    );
    return new Set(rows.map(({ key }) => key));
  }

  /** Mails of the account that refer to `messageId`, and those of this customer that refer to one of `links`. */
  async referring(
    messageId: string | null,
    links: string[],
    accountId: string,
    customerId: string,
  ): Promise<Relation[]> {
    const ids = [...(messageId ? [messageId] : []), ...links];
    if (ids.length === 0) return [];
    const rows = await this.relations(MOST)
      .where(sql<boolean>`mail.reference_ids && ${ids}::text[]`)
      .where('messages.accountId', '=', accountId)
      .where((eb) =>
        eb.or([
          sql<boolean>`coalesce(${messageId}::text = any(mail.reference_ids), false)`,
          eb('mail.customerId', '=', customerId),
        ]),
      )
      .execute();
    return rows.map(toRelation);
  }

  /** Mails of the account that refer to one of these, at most `most`. */
  async referringToAny(messageIds: string[], accountId: string, most: number): Promise<Relation[]> {
    // Those that refer to one are found first: they are fewer than the account has, however many PostgreSQL expects.
    const referring = sql<string>`any(array(
      select message_id from email_messages where reference_ids && ${messageIds}::text[]))`;
    const rows = await this.relations(most)
      .where('mail.messageId', '=', referring)
      .where('messages.accountId', '=', accountId)
      .execute();
    return rows.map(toRelation);
  }

  private relations(most: number) {
    return (
      this.db
        .selectFrom('emailMessages as mail')
        .innerJoin('messages', 'messages.id', 'mail.messageId')
        .select([
          'mail.internetMessageId',
          'mail.customerId',
          'mail.fromAddress',
          'mail.toAddresses',
          'mail.ccAddresses',
          'mail.bccAddresses',
          'mail.referenceIds',
          'messages.conversationId',
          'messages.accountId',
          'messages.direction',
          'messages.externalId',
          'mail.contentHash',
        ])
        // Asked only where the mailbox was removed.
        .select(
          sql<string | null>`case when messages.account_id is null
          then (select account from inbound_events where id = messages.inbound_event_id) end`.as('formerAddress'),
        )
        .orderBy('messages.occurredAt', 'desc')
        .limit(most)
    );
  }

  /** The mail that each of these conversations begins with. */
  async heads(conversationIds: string[]): Promise<Map<string, Seniority>> {
    const { rows } = await sql<Seniority & { conversationId: string }>`
      select distinct on (messages.conversation_id) messages.conversation_id as "conversationId",
        cardinality(mail.reference_ids) as "references",
        (extract(epoch from coalesce(mail.sent_date, messages.occurred_at)) * 1000)::float8 as "writtenAt",
        coalesce(encode(mail.content_hash, 'hex'), '') as "contentHash"
      from unnest(${conversationIds}::uuid[]) as asked (id)
        join messages on messages.conversation_id = asked.id
        join email_messages mail on mail.message_id = messages.id
      order by 1, 2, 3, 4`.execute(this.db);
    return new Map(rows.map((row) => [row.conversationId, row]));
  }

  async conversationNumbered(number: number, accountId: string): Promise<string | null> {
    const { rows } = await sql<{ id: string }>`
      select id from conversations where account_id = ${accountId}
        and (number = ${number} or id = (select conversation_id from conversation_aliases where number = ${number}))`.execute(
      this.db,
    );
    return rows[0]?.id ?? null;
  }

  /** The message that the account sent under this Message-ID, and to whom. */
  async sentAs(
    internetMessageId: string,
    accountId: string,
  ): Promise<{ messageId: string; recipients: string[] } | null> {
    const row = await this.db
      .selectFrom('emailMessages as mail')
      .innerJoin('messages', 'messages.id', 'mail.messageId')
      .select(['messages.id', 'mail.toAddresses', 'mail.ccAddresses', 'mail.bccAddresses'])
      .where('mail.internetMessageId', '=', internetMessageId)
      .where('messages.accountId', '=', accountId)
      .where('messages.direction', '=', 'outbound')
      .executeTakeFirst();
    if (!row) return null;
    const parties = [row.toAddresses, row.ccAddresses, row.bccAddresses] as unknown as MailParty[][];
    return { messageId: row.id, recipients: parties.flat().map(({ address }) => address.toLowerCase()) };
  }
}

type Row = Awaited<ReturnType<ReturnType<MailsRepository['relations']>['execute']>>[number];

function toRelation({ direction, fromAddress, referenceIds, internetMessageId, ...row }: Row): Relation {
  const { toAddresses, ccAddresses, bccAddresses, ...rest } = row;
  const parties = [toAddresses, ccAddresses, bccAddresses] as unknown as MailParty[][];
  return {
    ...rest,
    messageId: internetMessageId,
    from: fromAddress,
    recipients: addressesOf(...parties),
    isOurs: direction === 'outbound',
    references: referenceIds,
  };
}
