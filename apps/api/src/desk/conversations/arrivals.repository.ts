import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { insertRows } from '../../kernel/database/insert-rows.ts';
import { conversationColumns, type ConversationRow } from './conversation-row.ts';

/** A conversation as it stands with one message of its customer. */
export interface Opening {
  id: string;
  channel: string;
  accountId: string | null;
  customerId: string;
  customerName: string;
  subject: string | null;
  preview: string;
  occurredAt: Date;
  /** Nobody waits for an answer. */
  isAutomaticReply: boolean;
}

/** What a customer's message changes in the row of its conversation. */
export interface Arrival {
  conversationId: string;
  preview: string;
  occurredAt: Date;
  /** The status it comes back to us with; null when a machine wrote. */
  status: string | null;
}

/** What a customer's message makes of a status: what was left to them is ours again. Null when a machine wrote. */
export function statusAfterInbound(before: string, isAutomatic: boolean): string | null {
  if (isAutomatic) return null;
  return before === 'pending' || before === 'solved' ? 'open' : before;
}

/** Nobody has written there yet, or later than this. */
const isNewest = sql`((c.last_inbound_at is null and c.last_outbound_at is null) or a.at >= c.last_message_at)`;

/** What messages of customers make of conversations, any number of them by one statement. */
@Injectable()
export class ArrivalsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'conversations' | 'messages'>();
  }

  async openAll(openings: Opening[]): Promise<void> {
    if (openings.length === 0) return;
    const inserted = insertRows(
      this.database.tables<'conversations'>(),
      'conversations',
      openings.map(({ occurredAt, isAutomaticReply, ...given }) => ({
        ...given,
        createdAt: occurredAt,
        lastMessageAt: occurredAt,
        lastInboundAt: occurredAt,
        waitingSince: isAutomaticReply ? null : occurredAt,
        messageCount: 1,
        unreadCount: 1,
      })),
    );
    const customerIds = openings.map(({ customerId }) => customerId);
    // Locked in one order first: two that count the same customers wait for each other, never in a circle. Not stronger
    // than the count needs: whoever opens a case has its customer locked against removal already.
    const counted = sql`
      with counted as (select id, count(*) as more from unnest(${customerIds}::uuid[]) as id group by id),
           locked as (select id from customers where id = any(${customerIds}::uuid[]) order by id for no key update)
      update customers set conversation_count = conversation_count + counted.more
      from counted join locked using (id) where customers.id = counted.id`.execute(this.db);
    await Promise.all([inserted, counted]);
  }

  /**
   * Customers wrote, one message to each conversation: the rows show it, and what was left to the customer is ours again.
   * Only a message newer than what a row shows changes what it shows, as mail comes in any order.
   */
  async arrived(arrivals: Arrival[]): Promise<void> {
    if (arrivals.length === 0) return;
    const column = <K extends keyof Arrival>(key: K) => arrivals.map((arrival) => arrival[key]);
    await sql`
      update conversations c set
        preview = case when ${isNewest} then a.preview else c.preview end,
        last_direction = case when ${isNewest} then 'inbound' else c.last_direction end,
        last_author_id = case when ${isNewest} then null else c.last_author_id end,
        last_author_name = case when ${isNewest} then '' else c.last_author_name end,
        last_message_at = case when ${isNewest} then a.at else c.last_message_at end,
        last_inbound_at = greatest(c.last_inbound_at, a.at),
        message_count = c.message_count + 1,
        unread_count = c.unread_count + 1,
        status = coalesce(a.status, c.status),
        waiting_since = case when a.status is not null and (c.last_outbound_at is null or a.at > c.last_outbound_at)
          then least(c.waiting_since, a.at) else c.waiting_since end,
        solved_at = case when a.status is null then c.solved_at end,
        snoozed_until = case when a.status is null then c.snoozed_until end,
        updated_at = now()
      from unnest(${column('conversationId')}::uuid[], ${column('preview')}::text[], ${column('occurredAt')}::timestamptz[],
        ${column('status')}::text[]) as a (id, preview, at, status)
      where c.id = a.id`.execute(this.db);
  }

  /** Conversations by their ids, locked in one order; without those that an agent closed. */
  async lockOpen(ids: string[]): Promise<Map<string, ConversationRow>> {
    const rows = await this.db
      .selectFrom('conversations')
      .select(conversationColumns)
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::uuid[])`))
      .where('status', '<>', 'closed')
      .orderBy('id')
      .forUpdate()
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** The open chats of these customers, by the customer, locked in one order; nobody opens another before the end. */
  async lockOpenChats(accountId: string, customerIds: string[]): Promise<Map<string, ConversationRow>> {
    const keys = customerIds.map((id) => `chat:${accountId}:${id}`).sort();
    await sql`select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(${keys}::text[]) as key`.execute(
      this.db,
    );
    const rows = await this.db
      .selectFrom('conversations')
      .select(conversationColumns)
      .where('accountId', '=', accountId)
      .where((eb) => eb('customerId', '=', sql<string>`any(${customerIds}::uuid[])`))
      .where('status', '<>', 'closed')
      .orderBy('id')
      .forUpdate()
      .execute();
    // Of several that were solved the last one goes on.
    rows.sort((a, b) => a.lastMessageAt.getTime() - b.lastMessageAt.getTime());
    return new Map(rows.map((row) => [row.customerId, row]));
  }

  /** Which of these external ids the account has messages of. */
  async known(accountId: string, externalIds: string[]): Promise<Set<string>> {
    const rows = await this.db
      .selectFrom('messages')
      .select('externalId')
      .where('accountId', '=', accountId)
      .where((eb) => eb('externalId', '=', sql<string>`any(${externalIds}::text[])`))
      .execute();
    return new Set(rows.map((row) => row.externalId!));
  }
}
