import { Injectable } from '@nestjs/common';
import type { Acknowledgement } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';

@Injectable()
export class AcknowledgementsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'acknowledgements' | 'acknowledgedSenders' | 'channelAccounts'>();
  }

  async of(accountId: string): Promise<Acknowledgement | undefined> {
    return this.db
      .selectFrom('acknowledgements')
      .select(['isOn', 'text'])
      .where('accountId', '=', accountId)
      .executeTakeFirst();
  }

  async save(accountId: string, { isOn, text }: Acknowledgement): Promise<void> {
    await this.db
      .insertInto('acknowledgements')
      .values({ accountId, isOn, text })
      .onConflict((conflict) => conflict.column('accountId').doUpdateSet({ isOn, text, updatedAt: new Date() }))
      .execute();
  }

  /** Whether one of our own mailboxes has this address. */
  async isOurs(address: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('channelAccounts')
      .select('id')
      .where('channel', '=', 'email')
      .where('address', '=', address)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** How often an address was answered since; until the transaction ends nobody else answers it. */
  async countSince(address: string, since: Date): Promise<number> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`acknowledge:${address}`}, 0))`.execute(this.db);
    const row = await this.db
      .selectFrom('acknowledgedSenders')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('address', '=', address)
      .where('sentAt', '>', since)
      .executeTakeFirstOrThrow();
    return Number(row.count);
  }

  async note(address: string, messageId: string): Promise<void> {
    await this.db.insertInto('acknowledgedSenders').values({ address, messageId }).execute();
  }
}
