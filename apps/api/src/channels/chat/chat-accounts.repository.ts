import { Injectable } from '@nestjs/common';
import type { Insertable, Updateable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ChannelAccountNotices, ChannelAccounts } from '../../kernel/database/db.generated.ts';

const columns = [
  'id',
  'provider',
  'slug',
  'name',
  'address',
  'config',
  'credentials',
  'isActive',
  'health',
  'healthDetail',
  'lastSuccessAt',
  'createdAt',
] as const;

export type NoticeRow = Awaited<ReturnType<ChatAccountsRepository['notices']>>[number];
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

  private get notice() {
    return this.database.tables<'channelAccountNotices'>();
  }

  /** Oldest first. */
  async all() {
    return this.rows.orderBy('id').execute();
  }

  async get(id: string): Promise<ChatAccountRow | undefined> {
    return this.rows.where('id', '=', id).executeTakeFirst();
  }

  /** The latest notice of each kind, newest first. */
  async notices(accountId?: string) {
    let query = this.notice
      .selectFrom('channelAccountNotices')
      .select(['accountId', 'kind', 'severity', 'message', 'occurredAt'])
      .orderBy('occurredAt', 'desc');
    if (accountId) query = query.where('accountId', '=', accountId);
    return query.execute();
  }

  /** @returns false for a notice that is older than the one that is known */
  async note(row: Insertable<ChannelAccountNotices> & { occurredAt: Date }): Promise<boolean> {
    const { accountId: _, kind: __, ...fields } = row;
    const written = await this.notice
      .insertInto('channelAccountNotices')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['accountId', 'kind'])
          .doUpdateSet(fields)
          .where('channelAccountNotices.occurredAt', '<=', row.occurredAt),
      )
      .returning('kind')
      .executeTakeFirst();
    return written !== undefined;
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
