import { Injectable } from '@nestjs/common';
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ReplyTemplates } from '../../kernel/database/db.generated.ts';

export type ReplyTemplateRow = Selectable<ReplyTemplates>;

interface Filter {
  channel?: string | undefined;
  search?: string | undefined;
  /** Null for templates of all teams. */
  teamIds: readonly string[] | null;
}

@Injectable()
export class ReplyTemplatesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'replyTemplates' | 'teams'>();
  }

  async page({ channel, search, teamIds }: Filter, after: [string, string] | null, limit: number) {
    let query = this.db.selectFrom('replyTemplates').selectAll().orderBy('title').orderBy('id').limit(limit);
    if (teamIds) query = query.where(sql<boolean>`team_id is null or team_id = any(${[...teamIds]}::uuid[])`);
    if (channel) query = query.where(sql<boolean>`${channel} = any(channels)`);
    if (search) {
      const text = `%${search.replaceAll(/[%_\\]/g, String.raw`\$&`)}%`;
      query = query.where(sql<boolean>`(title ilike ${text} or shortcut ilike ${text} or body ilike ${text})`);
    }
    if (after) query = query.where(sql<boolean>`(title, id) > (${after[0]}, ${after[1]}::uuid)`);
    return query.execute();
  }

  async get(id: string): Promise<ReplyTemplateRow | undefined> {
    return this.db.selectFrom('replyTemplates').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** @returns undefined when the shortcut is taken */
  async insert(row: Insertable<ReplyTemplates>): Promise<ReplyTemplateRow | undefined> {
    return this.db
      .insertInto('replyTemplates')
      .values(row)
      .onConflict((conflict) => conflict.column('shortcut').where('shortcut', 'is not', null).doNothing())
      .returningAll()
      .executeTakeFirst();
  }

  async update(id: string, change: Updateable<ReplyTemplates>): Promise<ReplyTemplateRow | undefined> {
    return this.db
      .updateTable('replyTemplates')
      .set({ ...change, updatedAt: new Date() })
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
  }

  async remove(id: string): Promise<void> {
    await this.db.deleteFrom('replyTemplates').where('id', '=', id).execute();
  }

  async isTaken(shortcut: string, exceptId: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('replyTemplates')
      .select('id')
      .where('shortcut', '=', shortcut)
      .where('id', '<>', exceptId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async hasTeam(id: string): Promise<boolean> {
    return (await this.db.selectFrom('teams').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
  }
}
