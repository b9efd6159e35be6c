import { Injectable } from '@nestjs/common';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { Attachments } from '../../kernel/database/db.generated.ts';

@Injectable()
export class AttachmentsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'attachments' | 'messages' | 'conversations'>();
  }

  async insert(rows: Insertable<Attachments>[]) {
    if (rows.length === 0) return [];
    return this.db.insertInto('attachments').values(rows).returningAll().execute();
  }

  async get(id: string) {
    return this.db.selectFrom('attachments').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** Binds uploads of this agent to a message; gives back how many there were to bind. */
  async claim(ids: string[], messageId: string, agentId: string): Promise<number> {
    if (ids.length === 0) return 0;
    const order = sql.join(ids);
    const rows = await this.db
      .updateTable('attachments')
      .set({ messageId, position: sql<number>`array_position(array[${order}]::uuid[], id) - 1` })
      .where('id', 'in', ids)
      .where('messageId', 'is', null)
      .where('uploadedBy', '=', agentId)
      .returning('id')
      .execute();
    return rows.length;
  }

  async settle(
    id: string,
    change: {
      state: 'pending' | 'stored' | 'failed';
      storageKey?: string;
      sizeBytes?: number;
      contentType?: string;
      stateDetail?: string | null;
    },
  ) {
    return this.db.updateTable('attachments').set(change).where('id', '=', id).returningAll().executeTakeFirst();
  }

  /** Stored files that the virus scanner should have spoken about by now, the longest waiting first. */
  async waiting(limit: number): Promise<string[]> {
    const rows = await this.db
      .selectFrom('attachments')
      .select('id')
      .where('scan', '=', 'pending')
      .where('state', '=', 'stored')
      .where('createdAt', '<', sql<Date>`now() - interval '30 seconds'`)
      .orderBy('createdAt')
      .limit(limit)
      .execute();
    return rows.map(({ id }) => id);
  }

  async stopWaiting(): Promise<void> {
    await this.db.updateTable('attachments').set({ scan: 'not_scanned' }).where('scan', '=', 'pending').execute();
  }

  /** Notes a verdict; gives back the conversation it is told in, where the file hangs off a message. */
  async scanned(id: string, verdict: { scan: string; scanDetail: string | null }) {
    await this.db.updateTable('attachments').set(verdict).where('id', '=', id).execute();
    return this.db
      .selectFrom('attachments')
      .innerJoin('messages', 'messages.id', 'attachments.messageId')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .select([
        'messages.id as messageId',
        'conversations.id as conversationId',
        'conversations.customerId',
        'conversations.teamId',
        'conversations.assigneeId',
      ])
      .where('attachments.id', '=', id)
      .executeTakeFirst();
  }

  async infectedAmong(ids: string[]): Promise<string | null> {
    if (ids.length === 0) return null;
    const row = await this.db
      .selectFrom('attachments')
      .select('filename')
      .where('id', 'in', ids)
      .where('scan', '=', 'infected')
      .executeTakeFirst();
    return row?.filename ?? null;
  }
}
