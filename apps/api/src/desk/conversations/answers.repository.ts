import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { conversationColumns, type ConversationRow } from './conversation-row.ts';

/**
 * What answers a customer: written by one of us, gone, and not known to have been lost on the way. Of what nobody knows
 * whether it was sent, nobody knows that the customer has it: they wait until that is settled.
 */
const isAnswer = (message: string) => {
  const m = sql.ref(message);
  return sql`(${m}.direction = 'outbound' and ${m}.kind = 'message' and ${m}.author_type = 'agent'
    and ${m}.delivery not in ('failed', 'unknown')
    and not exists (select from message_schedules s where s.message_id = ${m}.id))`;
};

const answeredAt = sql<Date | null>`(select max(m.occurred_at) from messages m
  where m.conversation_id = conversations.id and ${isAnswer('m')})`;

const firstUnanswered = sql<Date | null>`(select min(m.occurred_at) from messages m
  left join email_messages mail on mail.message_id = m.id
  where m.conversation_id = conversations.id and m.kind = 'message' and m.direction = 'inbound'
    and m.occurred_at > coalesce(${answeredAt}, '-infinity') and not coalesce('auto-reply' = any (mail.notes), false))`;

/** Whoever answered after it failed knew of it: what was lost before that is no news. */
const undelivered = sql<string | null>`(
  select case when bool_or(m.delivery = 'failed') then 'failed' when count(*) > 0 then 'unknown' end from messages m
  where m.conversation_id = conversations.id and m.undelivered_at is not null and m.author_type = 'agent'
    and not exists (select from messages later where later.conversation_id = m.conversation_id
      and later.occurred_at > m.undelivered_at and ${isAnswer('later')}))`;

/** How conversations stand with what we answered in them, by their messages. */
@Injectable()
export class AnswersRepository {
  constructor(private readonly database: Database) {}

  /** Works out anew since when customers wait and what has not reached them, of any number by one statement. */
  async recount(ids: string[]): Promise<ConversationRow[]> {
    return this.database
      .tables<'conversations'>()
      .updateTable('conversations')
      .set({
        lastOutboundAt: answeredAt,
        waitingSince: sql<Date | null>`case when status in ('open', 'pending', 'on_hold') then ${firstUnanswered} end`,
        undelivered,
        updatedAt: new Date(),
      })
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::uuid[])`))
      .returning(conversationColumns)
      .execute();
  }
}
