import { Injectable } from '@nestjs/common';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { Attachments } from '../../kernel/database/db.generated.ts';

@Injectable()
export class AttachmentsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'attachments'>();
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
}
