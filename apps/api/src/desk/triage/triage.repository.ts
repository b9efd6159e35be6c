import { Injectable } from '@nestjs/common';
import type { Insertable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { MessageTriage } from '../../kernel/database/db.generated.ts';

@Injectable()
export class TriageRepository {
  constructor(private readonly database: Database) {}

  /** @returns false when the message has been triaged before. */
  async insert(row: Insertable<MessageTriage>): Promise<boolean> {
    const inserted = await this.database
      .tables<'messageTriage'>()
      .insertInto('messageTriage')
      .values(row)
      .onConflict((conflict) => conflict.column('messageId').doNothing())
      .returning('messageId')
      .executeTakeFirst();
    return inserted !== undefined;
  }
}
