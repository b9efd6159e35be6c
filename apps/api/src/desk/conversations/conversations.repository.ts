import { Injectable } from '@nestjs/common';
import { sql, type Updateable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { Conversations } from '../../kernel/database/db.generated.ts';
import { conversationColumns, type ConversationRow } from './conversation-row.ts';

export interface ArrivedMessage {
  preview: string;
  occurredAt: Date;
}

/** One of ours, and who wrote it. */
export interface WrittenMessage extends ArrivedMessage {
  authorAgentId: string | null;
  authorName: string;
}

@Injectable()
export class ConversationsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'conversations' | 'conversationAliases' | 'channelAccounts' | 'events' | 'customers'>();
  }

  /** By its id, or by that of one that was joined to it. */
  async get(id: string): Promise<ConversationRow | undefined> {
    const row = await this.at(id).executeTakeFirst();
    if (row) return row;
    const home = await this.home(id);
    return home ? this.at(home).executeTakeFirst() : undefined;
  }

  async many(ids: string[]): Promise<ConversationRow[]> {
    if (ids.length === 0) return [];
    return this.db.selectFrom('conversations').select(conversationColumns).where('id', 'in', ids).execute();
  }

  /** As {@link get}, locked. */
  async lock(id: string): Promise<ConversationRow | undefined> {
    const row = await this.at(id).forUpdate().executeTakeFirst();
    if (row) return row;
    const home = await this.home(id);
    return home ? this.at(home).forUpdate().executeTakeFirst() : undefined;
  }

  private at(id: string) {
    return this.db.selectFrom('conversations').select(conversationColumns).where('id', '=', id);
  }

  private async home(id: string): Promise<string | undefined> {
    const row = await this.db
      .selectFrom('conversationAliases')
      .select('conversationId')
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.conversationId;
  }

  /** The chat of this customer on this account that a new message belongs to, locked. */
  async lockOpenChat(accountId: string, customerId: string): Promise<ConversationRow | undefined> {
    return this.db
      .selectFrom('conversations')
      .select(conversationColumns)
      .where('accountId', '=', accountId)
      .where('customerId', '=', customerId)
      .where('status', '<>', 'closed')
      .orderBy('lastMessageAt', 'desc')
      .limit(sql.lit(1))
      .forUpdate()
      .executeTakeFirst();
  }

  /** Serialises the opening of a chat until the transaction ends. */
  async lockChatOpening(accountId: string, customerId: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`chat:${accountId}:${customerId}`}, 0))`.execute(this.db);
  }

  async open(given: {
    channel: string;
    accountId: string | null;
    customerId: string;
    customerName: string;
    subject: string | null;
    createdAt: Date;
  }): Promise<ConversationRow> {
    const row = await this.db
      .insertInto('conversations')
      .values({
        channel: given.channel,
        accountId: given.accountId,
        customerId: given.customerId,
        customerName: given.customerName,
        subject: given.subject,
        createdAt: given.createdAt,
        lastMessageAt: given.createdAt,
      })
      .returning(conversationColumns)
      .executeTakeFirstOrThrow();
    const counted = this.db
      .updateTable('customers')
      .set((eb) => ({ conversationCount: eb('conversationCount', '+', 1) }))
      .where('id', '=', given.customerId)
      .execute();
    await this.database.later(counted);
    return row;
  }

  /** We wrote: nobody waits for us any more. */
  async outbound(id: string, written: WrittenMessage): Promise<ConversationRow> {
    return this.db
      .updateTable('conversations')
      .set({
        ...newest(written, written),
        lastOutboundAt: sql`greatest(last_outbound_at, ${written.occurredAt})`,
        waitingSince: null,
        undelivered: null,
        messageCount: sql`message_count + 1`,
        unreadCount: 0,
        updatedAt: new Date(),
      })
      .where('id', '=', id)
      .returning(conversationColumns)
      .executeTakeFirstOrThrow();
  }

  /** A message of ours was taken back: the row shows the newest that is left. */
  async takenBack(id: string, newest: (WrittenMessage & { direction: string }) | null): Promise<void> {
    await this.db
      .updateTable('conversations')
      .set({
        preview: newest?.preview ?? '',
        ...authorOf(newest),
        lastMessageAt: newest?.occurredAt ?? sql<Date>`created_at`,
        messageCount: sql`message_count - 1`,
        updatedAt: new Date(),
      })
      .where('id', '=', id)
      .execute();
  }

  /** We wrote, elsewhere and maybe long ago: what it answers is told by {@link AnswersRepository.recount}. */
  async sentElsewhere(id: string, written: WrittenMessage): Promise<void> {
    await this.db
      .updateTable('conversations')
      .set({
        ...newest(written, written),
        messageCount: sql`message_count + 1`,
        unreadCount: sql<number>`case when last_inbound_at > ${written.occurredAt} then unread_count else 0 end`,
      })
      .where('id', '=', id)
      .execute();
  }

  /** A machine of ours wrote to many: the row shows it only while nobody has written there. */
  async sentByMachine(id: string, { preview, occurredAt, authorName }: WrittenMessage): Promise<ConversationRow> {
    const isShown = sql`${nobodyWrote} and (message_count = 0 or ${occurredAt} >= last_message_at)`;
    return this.db
      .updateTable('conversations')
      .set({
        preview: sql<string>`case when ${isShown} then ${preview} else preview end`,
        lastDirection: sql<string>`case when ${isShown} then 'outbound' else last_direction end`,
        lastAuthorId: sql<string | null>`case when ${isShown} then null else last_author_id end`,
        lastAuthorName: sql<string>`case when ${isShown} then ${authorName} else last_author_name end`,
        lastMessageAt: sql<Date>`case when ${isShown} then ${occurredAt} else last_message_at end`,
        messageCount: sql`message_count + 1`,
        updatedAt: new Date(),
      })
      .where('id', '=', id)
      .returning(conversationColumns)
      .executeTakeFirstOrThrow();
  }

  /** The customer went on in a message that is there already. */
  async grew(id: string, arrived: ArrivedMessage, status: string): Promise<ConversationRow> {
    return this.db
      .updateTable('conversations')
      .set({
        ...newest(arrived, null),
        lastInboundAt: sql`greatest(last_inbound_at, ${arrived.occurredAt})`,
        unreadCount: sql`greatest(unread_count, 1)`,
        ...comesBack(arrived.occurredAt),
        status,
        updatedAt: new Date(),
      })
      .where('id', '=', id)
      .returning(conversationColumns)
      .executeTakeFirstOrThrow();
  }

  async update(id: string, change: Updateable<Conversations>): Promise<ConversationRow> {
    return this.db
      .updateTable('conversations')
      .set({ ...change, updatedAt: new Date() })
      .where('id', '=', id)
      .returning(conversationColumns)
      .executeTakeFirstOrThrow();
  }

  async renameCustomer(customerId: string, name: string): Promise<void> {
    await this.db
      .updateTable('conversations')
      .set({ customerName: name })
      .where('customerId', '=', customerId)
      .execute();
  }

  /** Ends the snooze of what is due; gives back the rows as they are now. */
  async wakeSnoozed(now: Date): Promise<ConversationRow[]> {
    return this.db
      .updateTable('conversations')
      .set({ snoozedUntil: null, updatedAt: now })
      .where('snoozedUntil', '<=', now)
      .returning(conversationColumns)
      .execute();
  }

  async accountOf(conversationId: string): Promise<{ name: string; address: string } | undefined> {
    return this.db
      .selectFrom('conversations')
      .innerJoin('channelAccounts', 'channelAccounts.id', 'conversations.accountId')
      .select(['channelAccounts.name', 'channelAccounts.address'])
      .where('conversations.id', '=', conversationId)
      .executeTakeFirst();
  }

  /** Messages that others put into the conversation after a position of the log. */
  async newSince(conversationId: string, position: number, agentId: string): Promise<string[]> {
    const rows = await this.db
      .selectFrom('events')
      .select(sql<string>`payload->>'messageId'`.as('messageId'))
      .where('conversationId', '=', conversationId)
      .where('type', 'in', ['message.received', 'message.queued', 'message.scheduled', 'message.sent_elsewhere'])
      // What was taken back is nothing that anybody has to see.
      .where(sql<boolean>`exists (select from messages where messages.id = (payload->>'messageId')::uuid)`)
      .where((eb) => eb.or([eb('position', '>', String(position)), eb('position', 'is', null)]))
      .where((eb) => eb.or([eb('actorId', 'is', null), eb('actorId', '<>', agentId)]))
      .limit(20)
      .execute();
    return rows.map((row) => row.messageId);
  }
}

/** Who wrote what a row shows; of a customer their name is on it anyway. */
export function authorOf(newest: { direction: string; authorAgentId: string | null; authorName: string } | null) {
  const isOurs = newest?.direction === 'outbound';
  return {
    lastDirection: newest?.direction ?? 'inbound',
    lastAuthorId: isOurs ? newest.authorAgentId : null,
    lastAuthorName: isOurs ? newest.authorName : '',
  };
}

/** The clock of waiting starts, what was snoozed is back. */
function comesBack(occurredAt: Date) {
  return {
    waitingSince: sql<Date>`case when last_outbound_at is null or ${occurredAt} > last_outbound_at then least(waiting_since, ${occurredAt}) else waiting_since end`,
    solvedAt: null,
    snoozedUntil: null,
  };
}

/** Neither the customer nor one of us: what is there, machines have sent. */
const nobodyWrote = sql`last_inbound_at is null and last_outbound_at is null`;

/** Only a message newer than what the row shows changes what it shows: mail arrives in any order. */
function newest(
  { preview, occurredAt }: ArrivedMessage,
  author: Pick<WrittenMessage, 'authorAgentId' | 'authorName'> | null,
) {
  const direction = author ? 'outbound' : 'inbound';
  const isNewer = sql`(${nobodyWrote}) or ${occurredAt} >= last_message_at`;
  return {
    preview: sql<string>`case when ${isNewer} then ${preview} else preview end`,
    lastDirection: sql<string>`case when ${isNewer} then ${direction} else last_direction end`,
    lastAuthorId: sql<
      string | null
    >`case when ${isNewer} then ${author?.authorAgentId ?? null}::uuid else last_author_id end`,
    lastAuthorName: sql<string>`case when ${isNewer} then ${author?.authorName ?? ''} else last_author_name end`,
    lastMessageAt: sql<Date>`case when ${isNewer} then ${occurredAt} else last_message_at end`,
  };
}
