import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../../../kernel/database/database.ts';

/** How far a folder has been read. UIDs only grow, within one UIDVALIDITY. */
export interface FolderCursor {
  uidValidity: bigint;
  lastUid: number;
  /** What the server called the state of the folder (CONDSTORE) when all of it had been read; null where it does not. */
  highestModseq: bigint | null;
}

@Injectable()
export class CursorsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'mailboxCursors'>();
  }

  async get(accountId: string, path: string): Promise<FolderCursor | null> {
    const row = await this.db
      .selectFrom('mailboxCursors')
      .select(['uidValidity', 'lastUid', 'highestModseq'])
      .where('accountId', '=', accountId)
      .where('path', '=', path)
      .executeTakeFirst();
    if (!row) return null;
    return {
      uidValidity: BigInt(row.uidValidity),
      lastUid: Number(row.lastUid),
      highestModseq: row.highestModseq === null ? null : BigInt(row.highestModseq),
    };
  }

  /** Moves a cursor forward; within one UIDVALIDITY it never goes back. */
  async move(accountId: string, path: string, cursor: FolderCursor): Promise<void> {
    const { uidValidity, lastUid, highestModseq } = cursor;
    await this.db
      .insertInto('mailboxCursors')
      .values({ accountId, path, uidValidity, lastUid, highestModseq })
      .onConflict((conflict) =>
        conflict.columns(['accountId', 'path']).doUpdateSet({
          uidValidity,
          lastUid: sql`case when mailbox_cursors.uid_validity = excluded.uid_validity
            then greatest(mailbox_cursors.last_uid, excluded.last_uid) else excluded.last_uid end`,
          highestModseq,
          updatedAt: new Date(),
        }),
      )
      .execute();
  }
}
