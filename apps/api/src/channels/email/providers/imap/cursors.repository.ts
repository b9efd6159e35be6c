import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../../../kernel/database/database.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';

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

  /** Null also for one of another account that stood behind the mailbox: its numbers mean other mails. */
  async get({ id: accountId, config }: Mailbox, path: string): Promise<FolderCursor | null> {
    const row = await this.db
      .selectFrom('mailboxCursors')
      .select(['uidValidity', 'lastUid', 'highestModseq'])
      .where('accountId', '=', accountId)
      .where('path', '=', path)
      .where('imapAccount', '=', config.imapAccount)
      .executeTakeFirst();
    if (!row) return null;
    return {
      uidValidity: BigInt(row.uidValidity),
      lastUid: Number(row.lastUid),
      highestModseq: row.highestModseq === null ? null : BigInt(row.highestModseq),
    };
  }

  /** Moves a cursor forward; within one account and UIDVALIDITY it never goes back. */
  async move({ id: accountId, config }: Mailbox, path: string, cursor: FolderCursor): Promise<void> {
    const { uidValidity, lastUid, highestModseq } = cursor;
    const { imapAccount } = config;
    await this.db
      .insertInto('mailboxCursors')
      .values({ accountId, path, imapAccount, uidValidity, lastUid, highestModseq })
      .onConflict((conflict) =>
        conflict.columns(['accountId', 'path']).doUpdateSet({
          imapAccount,
          uidValidity,
          lastUid: sql`case when mailbox_cursors.uid_validity = excluded.uid_validity
              and mailbox_cursors.imap_account = excluded.imap_account
            then greatest(mailbox_cursors.last_uid, excluded.last_uid) else excluded.last_uid end`,
          highestModseq,
          updatedAt: new Date(),
        }),
      )
      .execute();
  }
}
