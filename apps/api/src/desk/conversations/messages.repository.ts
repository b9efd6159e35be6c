import { Injectable } from '@nestjs/common';
import type { DeliveryState } from '@switchboard/contracts';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ShownAttachment } from '../attachments/attachments.service.ts';
import { insertRows, type Cell } from '../../kernel/database/insert-rows.ts';
import type { Messages } from '../../kernel/database/db.generated.ts';
import { isUndelivered } from './delivery-state.ts';

export type MessageRow = Awaited<ReturnType<MessagesRepository['many']>>[number];

@Injectable()
export class MessagesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<
      'messages' | 'emailMessages' | 'chatMessages' | 'messageTriage' | 'messageSchedules' | 'agents'
    >();
  }

  /** @returns null when the account already has a message with this external id. */
  async insert(row: Insertable<Messages>): Promise<string | null> {
    const inserted = await this.db
      .insertInto('messages')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['accountId', 'externalId']).where('externalId', 'is not', null).doNothing(),
      )
      .returning('id')
      .executeTakeFirst();
    return inserted?.id ?? null;
  }

  /** @throws when an account already has a message with one of these external ids */
  async addAll(rows: Record<string, Cell>[]): Promise<void> {
    await insertRows(this.database.tables<'messages'>(), 'messages', rows);
  }

  async byExternalId(
    accountId: string | null,
    externalId: string,
  ): Promise<{ id: string; conversationId: string } | undefined> {
    return this.db
      .selectFrom('messages')
      .select(['id', 'conversationId'])
      .where('accountId', '=', accountId)
      .where('externalId', '=', externalId)
      .executeTakeFirst();
  }

  async byClientKey(conversationId: string, clientKey: string): Promise<{ id: string } | undefined> {
    return this.db
      .selectFrom('messages')
      .select('id')
      .where('conversationId', '=', conversationId)
      .where('clientKey', '=', clientKey)
      .executeTakeFirst();
  }

  async conversationOf(id: string): Promise<string | null> {
    const row = await this.db.selectFrom('messages').select('conversationId').where('id', '=', id).executeTakeFirst();
    return row?.conversationId ?? null;
  }

  /** The newest message of a conversation that has left, or came. */
  async newest(conversationId: string) {
    return this.db
      .selectFrom('messages')
      .leftJoin('messageSchedules as schedule', 'schedule.messageId', 'messages.id')
      .select([
        'messages.bodyText',
        'messages.contentType',
        'messages.direction',
        'messages.authorAgentId',
        'messages.authorName',
        'messages.occurredAt',
      ])
      .where('messages.conversationId', '=', conversationId)
      .where('messages.kind', '=', 'message')
      .where('schedule.messageId', 'is', null)
      .orderBy('messages.occurredAt', 'desc')
      .orderBy('messages.id', 'desc')
      .limit(1)
      .executeTakeFirst();
  }

  async lock(id: string) {
    return this.db
      .selectFrom('messages')
      .select([
        'id',
        'conversationId',
        'channel',
        'direction',
        'delivery',
        'deliveryError',
        'externalId',
        'clientKey',
        'attempts',
        'authorType',
        'isBulk',
      ])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
  }

  async setDelivery(
    id: string,
    change: {
      delivery: DeliveryState;
      deliveryError: string | null;
      externalId?: string;
      sendAt?: Date | null;
      /** What was counted as a try was none. */
      isUntried?: boolean;
      /** When it came into this state; null when it was in it before. */
      at: Date | null;
    },
  ): Promise<void> {
    const { at, externalId, isUntried, ...state } = change;
    const stamp = { sent: 'sentAt', delivered: 'deliveredAt', read: 'readAt' }[state.delivery as string];
    await this.db
      .updateTable('messages')
      .set({
        ...state,
        undeliveredAt: isUndelivered(state.delivery) ? new Date() : null,
        ...(externalId ? { externalId } : {}),
        ...(isUntried ? { attempts: sql<number>`attempts - 1` } : {}),
        ...(stamp && at ? { [stamp]: at } : {}),
      })
      .where('id', '=', id)
      .execute();
  }

  /** When it reached a state that it has left behind, or reached it before. The earliest that was said counts. */
  async stamp(id: string, state: 'sent' | 'delivered' | 'read', at: Date): Promise<void> {
    const column = ({ sent: 'sentAt', delivered: 'deliveredAt', read: 'readAt' } as const)[state];
    await this.db
      .updateTable('messages')
      .set({ [column]: sql<Date>`least(${sql.ref(column)}, ${at})` })
      .where('id', '=', id)
      .execute();
  }

  /** Other words in place of the old ones, or the same where `text` is null; never later than it was. */
  async rewrite(id: string, text: string | null, at: Date): Promise<void> {
    await this.db
      .updateTable('messages')
      .set({ ...(text === null ? {} : { bodyText: text }), occurredAt: sql`least(occurred_at, ${at})` })
      .where('id', '=', id)
      .execute();
  }

  /** Moves messages that are being sent to `sent`, with the events that tell of it. @returns those that moved */
  async markSent(ids: string[]): Promise<string[]> {
    const { rows } = await sql<{ id: string }>`
      with moved as (
        update messages set delivery = 'sent', delivery_error = null, sent_at = clock_timestamp()
        where id = any(${ids}::uuid[]) and delivery = 'sending'
        returning id, conversation_id
      ), told as (
        insert into events (type, payload, conversation_id, customer_id, actor_type, teams, agents)
        select 'message.delivery_changed',
          jsonb_build_object('messageId', moved.id, 'from', 'sending', 'to', 'sent', 'error', null),
          c.id, c.customer_id, 'system', array[c.team_id], array_remove(array[c.assignee_id], null)
        from moved join conversations c on c.id = moved.conversation_id
      )
      select id from moved`.execute(this.db);
    return rows.map(({ id }) => id);
  }

  /** Everything the thread shows of these messages, in one query; attachments come apart. */
  async many(ids: string[]) {
    if (ids.length === 0) return [];
    return this.rows().where('messages.id', 'in', ids).execute();
  }

  async page(conversationId: string, cursor: [string, string] | null, limit: number) {
    let query = this.rows()
      .select(sql<string>`messages.occurred_at::text`.as('sortKey'))
      .where('messages.conversationId', '=', conversationId)
      .orderBy('messages.occurredAt', 'desc')
      .orderBy('messages.id', 'desc')
      .limit(limit);
    if (cursor)
      query = query.where(
        sql<boolean>`(messages.occurred_at, messages.id) < (${cursor[0]}::timestamptz, ${cursor[1]}::uuid)`,
      );
    return query.execute();
  }

  private rows() {
    return this.db
      .selectFrom('messages')
      .leftJoin('emailMessages as mail', 'mail.messageId', 'messages.id')
      .leftJoin('chatMessages as chat', 'chat.messageId', 'messages.id')
      .leftJoin('messageSchedules as schedule', 'schedule.messageId', 'messages.id')
      .leftJoin('agents as scheduler', 'scheduler.id', 'schedule.scheduledBy')
      .leftJoin('messageTriage as triage', 'triage.messageId', 'messages.id')
      .select([
        'messages.id',
        'messages.conversationId',
        'messages.channel',
        'messages.kind',
        'messages.direction',
        'messages.authorType',
        'messages.authorAgentId',
        'messages.authorName',
        'messages.bodyText',
        'messages.contentType',
        'messages.delivery',
        'messages.deliveryError',
        'messages.sentAt',
        'messages.deliveredAt',
        'messages.readAt',
        'messages.sendAt',
        'messages.attempts',
        'messages.clientKey',
        'messages.occurredAt',
        'schedule.scheduledAt',
        'schedule.scheduledBy',
        'schedule.heldAt',
        'scheduler.name as schedulerName',
        'mail.messageId as mailOf',
        'mail.internetMessageId',
        'mail.subject',
        'mail.fromAddress',
        'mail.fromName',
        'mail.toAddresses',
        'mail.ccAddresses',
        'mail.bccAddresses',
        'mail.html',
        'mail.textFull',
        'mail.hasRemoteImages',
        'mail.notes',
        'mail.threadSubject',
        'mail.invitation',
        'mail.rawSize',
        'chat.shown',
        'triage.messageId as triageOf',
        'triage.summary',
        'triage.suggestedTeam',
        'triage.intent',
        'triage.confidence',
        'triage.model',
      ])
      .select(
        sql<ShownAttachment[] | null>`(select json_agg(json_build_object(
          'id', a.id, 'filename', a.filename, 'contentType', a.content_type, 'sizeBytes', a.size_bytes,
          'isInline', a.is_inline, 'contentId', a.content_id, 'state', coalesce(f.state, a.state),
          'problem', coalesce(f.reason, a.state_detail), 'retryAt', f.next_attempt_at, 'storageKey', a.storage_key, 'scan', a.scan, 'scanDetail', a.scan_detail)
          order by a.position, a.id)
          from attachments a left join chat_media f on f.attachment_id = a.id where a.message_id = messages.id)`.as(
          'attachments',
        ),
      );
  }
}
