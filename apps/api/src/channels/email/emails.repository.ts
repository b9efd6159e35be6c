import { Injectable } from '@nestjs/common';
import type { emails, Input, Scope } from '@switchboard/contracts';
import { sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';

type Filter = Omit<Input<typeof emails.list>['query'], 'cursor' | 'limit'>;

@Injectable()
export class EmailsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'emailMessages' | 'messages' | 'conversations' | 'messageTriage' | 'attachments'>();
  }

  /** Newest first: all a row of the list shows, in one query. */
  async page(actor: Actor, scope: Scope, filter: Filter, cursor: [string, string] | null, limit: number) {
    let query = this.db
      .selectFrom('messages')
      .innerJoin('emailMessages as mail', 'mail.messageId', 'messages.id')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .leftJoin('messageTriage as triage', 'triage.messageId', 'messages.id')
      .select([
        'messages.id',
        'messages.conversationId',
        'messages.accountId',
        'messages.direction',
        'messages.occurredAt',
        'mail.subject',
        'mail.fromAddress',
        'mail.fromName',
        'mail.toAddresses',
        'triage.summary',
        'triage.suggestedTeam',
        sql<string>`left(messages.body_text, 400)`.as('beginning'),
        sql<string>`messages.occurred_at::text`.as('sortKey'),
        sql<boolean>`exists (select 1 from attachments a where a.message_id = messages.id and not a.is_inline)`.as(
          'hasAttachments',
        ),
      ])
      .where('messages.channel', '=', 'email')
      .orderBy('messages.occurredAt', 'desc')
      .orderBy('messages.id', 'desc')
      .limit(limit);
    if (filter.supportEmailId) query = query.where('messages.accountId', '=', filter.supportEmailId);
    if (filter.direction) query = query.where('messages.direction', '=', filter.direction);
    if (filter.suggestedTeam) query = query.where('triage.suggestedTeam', '=', filter.suggestedTeam);
    if (filter.unanswered !== undefined) {
      const waits = sql<boolean>`(messages.direction = 'inbound' and messages.occurred_at >= coalesce(conversations.waiting_since, 'infinity'))`;
      query = query.where(filter.unanswered ? waits : sql<boolean>`not ${waits}`);
    }
    if (scope !== 'all') {
      query = query.where((eb) =>
        eb.or([
          eb('conversations.assigneeId', '=', actor.agentId),
          ...(scope === 'team' ? [eb('conversations.teamId', 'is', null)] : []),
          ...(scope === 'team' && actor.teamIds.length > 0 ? [eb('conversations.teamId', 'in', actor.teamIds)] : []),
        ]),
      );
    }
    if (cursor) {
      const [at, id] = cursor;
      query = query.where(sql<boolean>`(messages.occurred_at, messages.id) < (${at}::timestamptz, ${id}::uuid)`);
    }
    return query.execute();
  }

  /** Where the mail came in and what it is called; null for what has no original. */
  async original(messageId: string) {
    return this.db
      .selectFrom('messages')
      .innerJoin('emailMessages as mail', 'mail.messageId', 'messages.id')
      .select(['messages.conversationId', 'messages.inboundEventId', 'mail.subject'])
      .where('messages.id', '=', messageId)
      .executeTakeFirst();
  }

  async conversationOf(messageId: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('messages')
      .innerJoin('emailMessages', 'emailMessages.messageId', 'messages.id')
      .select('messages.conversationId')
      .where('messages.id', '=', messageId)
      .executeTakeFirst();
    return row?.conversationId ?? null;
  }
}
