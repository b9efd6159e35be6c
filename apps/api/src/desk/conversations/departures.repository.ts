import { Injectable } from '@nestjs/common';
import type { ConversationStanding, DomainEventType } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { iso } from './conversation-row.ts';

export interface WaitingMessage {
  id: string;
  conversationId: string;
  delivery: string;
  attempts: number;
  sendAt: Date | null;
  /** Null for one that nobody scheduled. */
  scheduledAt: Date | null;
  heldAt: Date | null;
}

interface Change {
  before: ConversationStanding;
  after: ConversationStanding;
}

const standingChanged: DomainEventType[] = ['conversation.status_changed', 'conversation.snoozed'];
const written: DomainEventType[] = ['message.received', 'message.updated', 'message.queued', 'message.sent_elsewhere'];

const TAKE = `
  update messages set delivery = 'sending', delivery_error = null, send_at = null, attempts = attempts + 1
  where id = any($1::uuid[]) and direction = 'outbound'
    and (delivery = 'queued' and (send_at is null or send_at <= now()) or delivery = 'sending' and id = any($2::uuid[]))
    and not exists (select from message_schedules s where s.message_id = messages.id)
  returning id`;

/** When messages leave, and what their conversation becomes with them. */
@Injectable()
export class DeparturesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'messages' | 'messageSchedules' | 'emailMessages' | 'attachments' | 'conversations'>();
  }

  /**
   * Marks those as being sent that may leave now and that nobody scheduled, outside of any transaction.
   *
   * @param resumed those of `ids` whose last try died in the middle: for them `sending` is no obstacle
   */
  async take(ids: string[], resumed: string[]): Promise<string[]> {
    const rows = await this.database.prepared<{ id: string }>(TAKE, [ids, resumed]);
    return rows.map(({ id }) => id);
  }

  /** Those of `ids` that wait for the time an agent chose, and that it has come for. */
  async dueSchedules(ids: string[]): Promise<string[]> {
    const rows = await this.db
      .selectFrom('messageSchedules as schedule')
      .innerJoin('messages', 'messages.id', 'schedule.messageId')
      .select('messages.id')
      .where('messages.id', 'in', ids)
      .where('messages.delivery', '=', 'queued')
      .where('schedule.heldAt', 'is', null)
      .where(sql<boolean>`messages.send_at <= now()`)
      .execute();
    return rows.map(({ id }) => id);
  }

  async lock(messageId: string): Promise<WaitingMessage | undefined> {
    return this.db
      .selectFrom('messages')
      .leftJoin('messageSchedules as schedule', 'schedule.messageId', 'messages.id')
      .select([
        'messages.id',
        'messages.conversationId',
        'messages.delivery',
        'messages.attempts',
        'messages.sendAt',
        'schedule.scheduledAt',
        'schedule.heldAt',
      ])
      .where('messages.id', '=', messageId)
      .where('messages.direction', '=', 'outbound')
      .forUpdate('messages')
      .executeTakeFirst();
  }

  /** Whether the customer wrote since; what a machine answered for them does not count. */
  async customerWroteSince(conversationId: string, since: Date): Promise<boolean> {
    const row = await this.db
      .selectFrom('messages')
      .leftJoin('emailMessages as mail', 'mail.messageId', 'messages.id')
      .select('messages.id')
      .where('messages.conversationId', '=', conversationId)
      .where('messages.direction', '=', 'inbound')
      .where('messages.createdAt', '>', since)
      .where(sql<boolean>`not coalesce('auto-reply' = any(mail.notes), false)`)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  async schedule(messageId: string, agentId: string, sendAt: Date): Promise<void> {
    await this.db.updateTable('messages').set({ sendAt, occurredAt: sendAt }).where('id', '=', messageId).execute();
    const row = { scheduledAt: sql<Date>`now()`, scheduledBy: agentId, heldAt: null };
    await this.db
      .insertInto('messageSchedules')
      .values({ messageId, ...row })
      .onConflict((conflict) => conflict.column('messageId').doUpdateSet(row))
      .execute();
  }

  async hold(messageId: string): Promise<void> {
    await this.db
      .updateTable('messageSchedules')
      .set({ heldAt: new Date() })
      .where('messageId', '=', messageId)
      .execute();
  }

  /** It leaves: from here on it is a message like any other. */
  async release(messageId: string, now: Date) {
    await this.db.deleteFrom('messageSchedules').where('messageId', '=', messageId).execute();
    return this.db
      .updateTable('messages')
      .set({ sendAt: null, occurredAt: now })
      .where('id', '=', messageId)
      .returning(['bodyText', 'contentType', 'authorAgentId', 'authorName'])
      .executeTakeFirstOrThrow();
  }

  /** Deletes a message that has not left; its files stay, as uploads of this agent. */
  async takeBack(messageId: string, agentId: string): Promise<void> {
    await this.db
      .updateTable('attachments')
      .set({ messageId: null, uploadedBy: agentId })
      .where('messageId', '=', messageId)
      .execute();
    await this.db.deleteFrom('messages').where('id', '=', messageId).execute();
  }

  async standing(conversationId: string): Promise<ConversationStanding> {
    const { status, snoozedUntil, solvedAt } = await this.db
      .selectFrom('conversations')
      .select(['status', 'snoozedUntil', 'solvedAt'])
      .where('id', '=', conversationId)
      .executeTakeFirstOrThrow();
    return {
      status: status as ConversationStanding['status'],
      snoozedUntil: iso(snoozedUntil),
      solvedAt: iso(solvedAt),
    };
  }

  /** What a message changed of its conversation when it was sent; null when nothing, or when somebody did so since. */
  async changedWith(conversationId: string, messageId: string): Promise<Change | null> {
    return this.lastChange(conversationId, messageId, 'message.queued', standingChanged);
  }

  /** What came back of a conversation because a message was lost; null when nothing, or when something happened since. */
  async cameBackFor(conversationId: string, messageId: string): Promise<Change | null> {
    return this.lastChange(conversationId, messageId, 'message.delivery_changed', [...standingChanged, ...written]);
  }

  private async lastChange(
    conversationId: string,
    messageId: string,
    type: DomainEventType,
    unless: DomainEventType[],
  ): Promise<Change | null> {
    const { rows } = await sql<Change>`
      select sent.payload->'before' as before, sent.payload->'after' as after from events sent
      where sent.conversation_id = ${conversationId} and sent.type = ${type}
        and sent.payload->>'messageId' = ${messageId} and sent.payload ? 'before'
        and not exists (select from events later where later.conversation_id = ${conversationId}
          and later.id > sent.id and later.type = any (${unless}::text[]))`.execute(this.db);
    return rows[0] ?? null;
  }
}
