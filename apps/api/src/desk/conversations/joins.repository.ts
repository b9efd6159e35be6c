import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { conversationColumns, type ConversationRow } from './conversation-row.ts';

/** What a conversation's own row shows of its messages, counted anew. */
export interface Figures {
  messageCount: number;
  lastMessageAt: Date | null;
  lastInboundAt: Date | null;
  newest: {
    text: string;
    contentType: string;
    direction: string;
    authorAgentId: string | null;
    authorName: string;
  } | null;
}

export type LockedConversation = ConversationRow & { splitOf: string | null };

@Injectable()
export class JoinsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<
      'conversations' | 'conversationAliases' | 'customers' | 'messages' | 'emailMessages' | 'messageTriage'
    >();
  }

  /** By the ids asked for; those that went into another are that one. Locked in one order, so that nobody waits in a circle. */
  async lock(ids: string[]): Promise<Map<string, LockedConversation>> {
    const homes = await this.homes(ids);
    const rows = await this.db
      .selectFrom('conversations')
      .select([...conversationColumns, 'splitOf'])
      .where('id', 'in', [...new Set(homes.values())])
      .orderBy('id')
      .forUpdate()
      .execute();
    const byId = new Map(rows.map((row) => [row.id, row]));
    const found = new Map<string, LockedConversation>();
    for (const [id, home] of homes) {
      const row = byId.get(home);
      if (row) found.set(id, row);
    }
    // Who waited here for a lock may find that the row was joined to another meanwhile.
    const moved = found.size < homes.size && (await this.homes(ids));
    const isMoved = moved && [...moved].some(([id, home]) => homes.get(id) !== home);
    return isMoved ? this.lock(ids) : found;
  }

  private async homes(ids: string[]): Promise<Map<string, string>> {
    const { rows } = await sql<{ id: string; home: string }>`
      select given.id, coalesce(a.conversation_id, given.id) as home from unnest(${ids}::uuid[]) as given (id)
      left join conversation_aliases a on a.id = given.id`.execute(this.db);
    return new Map(rows.map(({ id, home }) => [id, home]));
  }

  async moveAll(from: string, to: string): Promise<void> {
    await this.db.updateTable('messages').set({ conversationId: to }).where('conversationId', '=', from).execute();
  }

  /** Moves a message and all that stands below it; gives back how many messages moved, and how many a customer wrote. */
  async moveFrom(from: string, to: string, messageId: string): Promise<{ moved: number; inbound: number }> {
    const { rows } = await sql<{ direction: string; kind: string }>`
      update messages set conversation_id = ${to}
      where conversation_id = ${from} and (occurred_at, id) >= (select occurred_at, id from messages where id = ${messageId})
      returning direction, kind`.execute(this.db);
    const inbound = rows.filter((row) => row.direction === 'inbound' && row.kind === 'message');
    return { moved: rows.length, inbound: inbound.length };
  }

  /** Whether a message of a person stands above this one. */
  async hasBefore(conversationId: string, messageId: string): Promise<boolean> {
    const { rows } = await sql`
      select 1 from messages where conversation_id = ${conversationId} and kind = 'message'
        and (occurred_at, id) < (select occurred_at, id from messages where id = ${messageId}) limit 1`.execute(
      this.db,
    );
    return rows.length > 0;
  }

  async figures(conversationId: string): Promise<Figures> {
    const { rows } = await sql<Omit<Figures, 'newest'>>`
      select count(*)::int as "messageCount", max(occurred_at) as "lastMessageAt",
        max(occurred_at) filter (where direction = 'inbound') as "lastInboundAt"
      from messages where conversation_id = ${conversationId} and kind = 'message'`.execute(this.db);
    const newest = await this.db
      .selectFrom('messages')
      .select(['bodyText as text', 'contentType', 'direction', 'authorAgentId', 'authorName'])
      .where('conversationId', '=', conversationId)
      .where('kind', '=', 'message')
      .orderBy('occurredAt', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return { ...rows[0]!, newest: newest ?? null };
  }

  /** Takes a conversation away whose messages all went to another; its id and number lead there from now on. */
  async replace(gone: Pick<ConversationRow, 'id' | 'number' | 'customerId'>, by: string): Promise<void> {
    await this.db
      .updateTable('conversationAliases')
      .set({ conversationId: by })
      .where('conversationId', '=', gone.id)
      .execute();
    await this.db
      .insertInto('conversationAliases')
      .values({ id: gone.id, number: gone.number, conversationId: by })
      .execute();
    await this.db.deleteFrom('conversations').where('id', '=', gone.id).execute();
    await this.countConversations(gone.customerId, -1);
  }

  /** In one order: who counts several of them one after the other never waits in a circle. */
  async lockCustomers(ids: string[]): Promise<void> {
    await this.db
      .selectFrom('customers')
      .select('id')
      .where('id', 'in', [...new Set(ids)])
      .orderBy('id')
      .forNoKeyUpdate()
      .execute();
  }

  async countConversations(customerId: string, by: 1 | -1): Promise<void> {
    await this.db
      .updateTable('customers')
      .set((eb) => ({ conversationCount: eb('conversationCount', '+', by) }))
      .where('id', '=', customerId)
      .execute();
  }

  /** The mail of a message, and whose it is. */
  async mail(messageId: string) {
    return this.db
      .selectFrom('messages')
      .innerJoin('emailMessages as mail', 'mail.messageId', 'messages.id')
      .leftJoin('customers', 'customers.id', 'mail.customerId')
      .select([
        'messages.conversationId',
        'messages.kind',
        'messages.occurredAt',
        'mail.subject',
        'mail.customerId',
        'customers.name as customerName',
        'mail.fromAddress',
      ])
      .where('messages.id', '=', messageId)
      .executeTakeFirst();
  }

  /** What triage said last of the messages of a conversation. */
  async triaged(conversationId: string) {
    return this.db
      .selectFrom('messageTriage as triage')
      .innerJoin('messages', 'messages.id', 'triage.messageId')
      .select(['triage.summary', 'triage.suggestedTeam', 'triage.intent'])
      .where('messages.conversationId', '=', conversationId)
      .orderBy('messages.occurredAt', 'desc')
      .limit(1)
      .executeTakeFirst();
  }
}
