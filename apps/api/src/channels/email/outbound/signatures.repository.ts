import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database.ts';

export type SignatureOwner = { agentId: string } | { accountId: string };

@Injectable()
export class SignaturesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'signatures'>();
  }

  /** That of the agent first, then that of the mailbox; those that are there. */
  async of(agentId: string | null, accountId: string | null): Promise<string[]> {
    const rows = await this.db
      .selectFrom('signatures')
      .select(['agentId', 'text'])
      .where((eb) => eb.or([eb('agentId', '=', agentId), eb('accountId', '=', accountId)]))
      .execute();
    return rows.toSorted((a, b) => Number(a.agentId === null) - Number(b.agentId === null)).map(({ text }) => text);
  }

  async save(owner: SignatureOwner, text: string): Promise<void> {
    const key = 'agentId' in owner ? 'agentId' : 'accountId';
    if (text === '') {
      await this.db.deleteFrom('signatures').where(key, '=', Object.values(owner)[0]!).execute();
      return;
    }
    await this.db
      .insertInto('signatures')
      .values({ ...owner, text })
      .onConflict((conflict) => conflict.column(key).doUpdateSet({ text, updatedAt: new Date() }))
      .execute();
  }
}
