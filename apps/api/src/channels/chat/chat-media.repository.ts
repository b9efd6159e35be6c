import { Injectable } from '@nestjs/common';
import { sql, type Insertable, type Updateable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ChatMedia } from '../../kernel/database/db.generated.ts';

@Injectable()
export class ChatMediaRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'chatMedia' | 'attachments' | 'messages'>();
  }

  async insert(rows: Insertable<ChatMedia>[]): Promise<void> {
    if (rows.length > 0) await this.db.insertInto('chatMedia').values(rows).execute();
  }

  /** A file with the message it belongs to. */
  async get(attachmentId: string) {
    return this.db
      .selectFrom('chatMedia')
      .innerJoin('attachments', 'attachments.id', 'chatMedia.attachmentId')
      .innerJoin('messages', 'messages.id', 'attachments.messageId')
      .select([
        'chatMedia.attachmentId',
        'chatMedia.url',
        'chatMedia.state',
        'chatMedia.attempts',
        'attachments.contentType',
        'messages.id as messageId',
        'messages.conversationId',
        'messages.accountId',
      ])
      .where('chatMedia.attachmentId', '=', attachmentId)
      .executeTakeFirst();
  }

  /** Counts one more try. @returns how many there were, or null for a file that is to be fetched no more */
  async begin(attachmentId: string): Promise<number | null> {
    const row = await this.db
      .updateTable('chatMedia')
      .set({ state: 'fetching', attempts: sql`attempts + 1`, nextAttemptAt: null, updatedAt: new Date() })
      .where('attachmentId', '=', attachmentId)
      .where('state', 'in', ['pending', 'fetching'])
      .returning('attempts')
      .executeTakeFirst();
    return row?.attempts ?? null;
  }

  /** Only out of these states. @returns whether it was in one */
  async change(attachmentId: string, from: readonly string[], change: Updateable<ChatMedia>): Promise<boolean> {
    const row = await this.db
      .updateTable('chatMedia')
      .set({ ...change, updatedAt: new Date() })
      .where('attachmentId', '=', attachmentId)
      .where('state', 'in', [...from])
      .returning('attachmentId')
      .executeTakeFirst();
    return row !== undefined;
  }

  async countOf(messageId: string): Promise<number> {
    const { count } = await this.db
      .selectFrom('attachments')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('messageId', '=', messageId)
      .executeTakeFirstOrThrow();
    return Number(count);
  }
}
