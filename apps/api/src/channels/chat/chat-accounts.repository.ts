import { Injectable } from '@nestjs/common';
import type { Insertable, Updateable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ChannelAccounts } from '../../kernel/database/db.generated.ts';

const columns = [
  'id',
  'provider',
  'slug',
  'name',
  'address',
  'config',
  'credentials',
  'isActive',
  'lastSuccessAt',
  'createdAt',
] as const;

export type ChatAccountRow = Awaited<ReturnType<ChatAccountsRepository['all']>>[number];

@Injectable()
export class ChatAccountsRepository {
  constructor(private readonly database: Database) {}

  private get rows() {
    return this.database
      .tables<'channelAccounts'>()
      .selectFrom('channelAccounts')
      .select(columns)
      .where('channel', '=', 'whatsapp');
  }

  /** Oldest first. */
  async all() {
    return this.rows.orderBy('id').execute();
  }

  async get(id: string): Promise<ChatAccountRow | undefined> {
    return this.rows.where('id', '=', id).executeTakeFirst();
  }

  /** @returns null when the provider has an account of that slug already */
  async insert(row: Insertable<ChannelAccounts>): Promise<ChatAccountRow | null> {
    const inserted = await this.database
      .tables<'channelAccounts'>()
      .insertInto('channelAccounts')
      .values(row)
      .onConflict((conflict) => conflict.columns(['provider', 'slug']).doNothing())
      .returning(columns)
      .executeTakeFirst();
    return inserted ?? null;
  }

  async update(id: string, change: Updateable<ChannelAccounts>): Promise<ChatAccountRow | undefined> {
    return this.database
      .tables<'channelAccounts'>()
      .updateTable('channelAccounts')
      .set({ ...change, updatedAt: new Date() })
      .where('id', '=', id)
      .where('channel', '=', 'whatsapp')
      .returning(columns)
      .executeTakeFirst();
  }
}
