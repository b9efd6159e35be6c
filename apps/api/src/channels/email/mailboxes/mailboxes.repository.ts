import { Injectable } from '@nestjs/common';
import { sql, type Insertable, type Updateable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { ChannelAccounts } from '../../../kernel/database/db.generated.ts';
import { MailboxConfig, withoutTag, type Mailbox, type MailboxHealth } from './mailbox.ts';

const columns = [
  'id',
  'address',
  'name',
  'isActive',
  'config',
  'credentials',
  'health',
  'healthDetail',
  'lastSuccessAt',
  'smtpRefusal',
  'smtpRefusedAt',
  'createdAt',
  'updatedAt',
] as const;

@Injectable()
export class MailboxesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'channelAccounts'>();
  }

  async all(): Promise<Mailbox[]> {
    const rows = await this.db
      .selectFrom('channelAccounts')
      .select(columns)
      .where('channel', '=', 'email')
      .orderBy('id')
      .execute();
    return rows.map(toMailbox);
  }

  async get(id: string): Promise<Mailbox | null> {
    const row = await this.db
      .selectFrom('channelAccounts')
      .select(columns)
      .where('channel', '=', 'email')
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? toMailbox(row) : null;
  }

  async many(ids: string[]): Promise<Mailbox[]> {
    const rows = await this.db
      .selectFrom('channelAccounts')
      .select(columns)
      .where('channel', '=', 'email')
      .where(sql<boolean>`id = any(${ids}::uuid[])`)
      .execute();
    return rows.map(toMailbox);
  }

  /** The active mailbox that takes mail for an address, also with a plus-tag. */
  async receiving(address: string): Promise<Mailbox | null> {
    const rows = await this.db
      .selectFrom('channelAccounts')
      .select(columns)
      .where('channel', '=', 'email')
      .where('isActive', '=', true)
      .where('address', 'in', [address.toLowerCase(), withoutTag(address)])
      .execute();
    const row = rows.find((candidate) => candidate.address === address.toLowerCase()) ?? rows[0];
    return row ? toMailbox(row) : null;
  }

  /** @returns null when the address is taken. */
  async insert(row: Insertable<ChannelAccounts>): Promise<Mailbox | null> {
    const inserted = await this.db
      .insertInto('channelAccounts')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning(columns)
      .executeTakeFirst();
    return inserted ? toMailbox(inserted) : null;
  }

  async update(id: string, change: Updateable<ChannelAccounts>): Promise<Mailbox | null> {
    const row = await this.db
      .updateTable('channelAccounts')
      .set({ ...change, updatedAt: new Date() })
      .where('channel', '=', 'email')
      .where('id', '=', id)
      .returning(columns)
      .executeTakeFirst();
    return row ? toMailbox(row) : null;
  }

  async remove(id: string): Promise<boolean> {
    const row = await this.db
      .deleteFrom('channelAccounts')
      .where('channel', '=', 'email')
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Only while the settings are those the state was found with. @returns whether the state is another than before. */
  async setHealth({ id, updatedAt }: Mailbox, health: MailboxHealth, detail: string | null): Promise<boolean> {
    const healthDetail = detail?.slice(0, 500) ?? null;
    const row = await this.db
      .updateTable('channelAccounts')
      .set({ health, healthDetail })
      .where('id', '=', id)
      // A Date has milliseconds only.
      .where(sql`date_trunc('milliseconds', updated_at)`, '=', updatedAt)
      .where(sql<boolean>`(health, health_detail) is distinct from (${health}::text, ${healthDetail}::text)`)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Only while the settings are those that were refused. @returns whether they are */
  async setSmtpRefusal({ id, updatedAt }: Mailbox, words: string): Promise<boolean> {
    const row = await this.db
      .updateTable('channelAccounts')
      .set({ smtpRefusal: words, smtpRefusedAt: new Date() })
      .where('id', '=', id)
      .where(sql`date_trunc('milliseconds', updated_at)`, '=', updatedAt)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Locks the row until the transaction ends. @returns whether these settings are refused still */
  async lockSmtpRefusal({ id, updatedAt }: Mailbox): Promise<boolean> {
    const row = await this.db
      .selectFrom('channelAccounts')
      .select('id')
      .where('id', '=', id)
      .where('smtpRefusal', 'is not', null)
      .where(sql`date_trunc('milliseconds', updated_at)`, '=', updatedAt)
      .forUpdate()
      .executeTakeFirst();
    return row !== undefined;
  }

  /** @returns false when there was none */
  async clearSmtpRefusal(id: string): Promise<boolean> {
    const row = await this.db
      .updateTable('channelAccounts')
      .set({ smtpRefusal: null, smtpRefusedAt: null })
      .where('id', '=', id)
      .where('smtpRefusal', 'is not', null)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async succeeded(id: string): Promise<void> {
    await this.db.updateTable('channelAccounts').set({ lastSuccessAt: new Date() }).where('id', '=', id).execute();
  }
}

function toMailbox(row: Omit<Mailbox, 'config'> & { config: unknown }): Mailbox {
  return { ...row, config: MailboxConfig.parse(row.config) };
}
