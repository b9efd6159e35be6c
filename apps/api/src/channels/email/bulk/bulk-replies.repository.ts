import { Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { BulkReplies } from '../../../kernel/database/db.generated.ts';

export type BulkReplyRow = Selectable<BulkReplies>;

interface Step {
  conversationId: string;
  channel: string;
}

@Injectable()
export class BulkRepliesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<
      'bulkReplies' | 'bulkReplyConversations' | 'conversations' | 'customerIdentities' | 'emailMessages' | 'messages'
    >();
  }

  /** Its id; undefined when this agent's client key has a run already. */
  async insert(agentId: string, clientKey: string, text: string): Promise<string | undefined> {
    const row = await this.db
      .insertInto('bulkReplies')
      .values({ agentId, clientKey, text })
      .onConflict((conflict) => conflict.columns(['agentId', 'clientKey']).doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id;
  }

  async addConversations(bulkReplyId: string, conversationIds: string[]): Promise<void> {
    await this.db
      .insertInto('bulkReplyConversations')
      .values(conversationIds.map((conversationId, position) => ({ bulkReplyId, conversationId, position })))
      .execute();
  }

  async get(id: string): Promise<BulkReplyRow | undefined> {
    return this.db.selectFrom('bulkReplies').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async byClientKey(agentId: string, clientKey: string): Promise<BulkReplyRow | undefined> {
    return this.db
      .selectFrom('bulkReplies')
      .selectAll()
      .where('agentId', '=', agentId)
      .where('clientKey', '=', clientKey)
      .executeTakeFirst();
  }

  async results(bulkReplyId: string) {
    return this.db
      .selectFrom('bulkReplyConversations')
      .select(['conversationId', 'state', 'reason'])
      .where('bulkReplyId', '=', bulkReplyId)
      .orderBy('position')
      .execute();
  }

  async next(bulkReplyId: string): Promise<Step | undefined> {
    return this.db
      .selectFrom('bulkReplyConversations as one')
      .innerJoin('conversations', 'conversations.id', 'one.conversationId')
      .select(['one.conversationId', 'conversations.channel'])
      .where('one.bulkReplyId', '=', bulkReplyId)
      .where('one.state', '=', 'waiting')
      .orderBy('one.position')
      .limit(1)
      .executeTakeFirst();
  }

  async settle(bulkReplyId: string, conversationId: string, skippedFor: string | null): Promise<void> {
    await this.db
      .updateTable('bulkReplyConversations')
      .set({ state: skippedFor === null ? 'sent' : 'skipped', reason: skippedFor })
      .where('bulkReplyId', '=', bulkReplyId)
      .where('conversationId', '=', conversationId)
      .where('state', '=', 'waiting')
      .execute();
  }

  async finish(id: string): Promise<void> {
    await this.db
      .updateTable('bulkReplies')
      .set({ finishedAt: new Date() })
      .where('id', '=', id)
      .where('finishedAt', 'is', null)
      .execute();
  }

  /** The address of the customer's that wrote last here, or their oldest where none did. */
  async addressOf(conversationId: string) {
    const lastWrote = sql`(select max(messages.occurred_at) from messages
      join email_messages mail on mail.message_id = messages.id
      where messages.conversation_id = conversations.id and messages.direction = 'inbound'
        and lower(mail.from_address) = identity.value)`;
    return this.db
      .selectFrom('conversations')
      .innerJoin('customerIdentities as identity', 'identity.customerId', 'conversations.customerId')
      .select(['identity.id', 'identity.value', 'identity.unsubscribedAt'])
      .where('conversations.id', '=', conversationId)
      .where('identity.kind', '=', 'email')
      .orderBy(lastWrote, (order) => order.desc().nullsLast())
      .orderBy('identity.createdAt')
      .orderBy('identity.id')
      .limit(1)
      .executeTakeFirst();
  }

  async identity(id: string) {
    return this.db
      .selectFrom('customerIdentities')
      .select(['value', 'unsubscribedAt'])
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** Whose address it is; undefined when it was unsubscribed before. */
  async unsubscribe(identityId: string): Promise<string | undefined> {
    const row = await this.db
      .updateTable('customerIdentities')
      .set({ unsubscribedAt: new Date() })
      .where('id', '=', identityId)
      .where('unsubscribedAt', 'is', null)
      .returning('customerId')
      .executeTakeFirst();
    return row?.customerId;
  }
}
