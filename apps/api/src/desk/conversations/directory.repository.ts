import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/database.ts';

/** Which teams and agents a conversation can be given to. */
@Injectable()
export class DirectoryRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'teams' | 'agents'>();
  }

  async teamIds(): Promise<string[]> {
    const rows = await this.db.selectFrom('teams').select('id').orderBy('name').execute();
    return rows.map((row) => row.id);
  }

  async teamIdOf(slug: string): Promise<string | null> {
    const row = await this.db.selectFrom('teams').select('id').where('slug', '=', slug).executeTakeFirst();
    return row?.id ?? null;
  }

  async hasTeam(id: string): Promise<boolean> {
    return (await this.db.selectFrom('teams').select('id').where('id', '=', id).executeTakeFirst()) !== undefined;
  }

  async hasAgent(id: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('agents')
      .select('id')
      .where('id', '=', id)
      .where('deletedAt', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }
}
