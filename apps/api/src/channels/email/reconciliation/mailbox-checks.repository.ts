import { Injectable } from '@nestjs/common';
import type { FolderCheck } from '@switchboard/contracts';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../../kernel/database/database.ts';
import type { MailboxCheckFindings } from '../../../kernel/database/db.generated.ts';

/** One that says nothing for so long was left by a node that died. */
const ABANDONED_AFTER = sql.lit('15 minutes');
const KEPT_PER_MAILBOX = 30;

export type CheckRow = NonNullable<Awaited<ReturnType<MailboxChecksRepository['get']>>>;
export type NewFinding = Omit<Insertable<MailboxCheckFindings>, 'checkId'>;

@Injectable()
export class MailboxChecksRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'mailboxChecks' | 'mailboxCheckFindings'>();
  }

  /** @returns null while another check of the mailbox runs */
  async insert(accountId: string, requestedBy: string | null): Promise<string | null> {
    await this.db
      .updateTable('mailboxChecks')
      .set({ state: 'failed', error: 'It was interrupted.', finishedAt: new Date() })
      .where('accountId', '=', accountId)
      .where('state', '=', 'running')
      .where('updatedAt', '<', sql<Date>`now() - ${ABANDONED_AFTER}::interval`)
      .execute();
    const row = await this.db
      .insertInto('mailboxChecks')
      .values({ accountId, requestedBy })
      .onConflict((conflict) => conflict.column('accountId').where('state', '=', 'running').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id ?? null;
  }

  async get(id: string) {
    return this.db.selectFrom('mailboxChecks').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async newest(accountId: string, limit: number) {
    return this.db
      .selectFrom('mailboxChecks')
      .selectAll()
      .where('accountId', '=', accountId)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** Begins from nothing: what a node that died found out is found out again. */
  async begin(id: string, total: number): Promise<void> {
    await this.db.deleteFrom('mailboxCheckFindings').where('checkId', '=', id).execute();
    await this.db
      .updateTable('mailboxChecks')
      .set({ total, lookedAt: 0, folders: '[]', updatedAt: new Date() })
      .where('id', '=', id)
      .execute();
  }

  async advance(id: string, lookedAt: number, folders: FolderCheck[], findings: NewFinding[]): Promise<void> {
    await this.database.transaction(async () => {
      await this.db
        .updateTable('mailboxChecks')
        .set({ lookedAt, folders: JSON.stringify(folders), updatedAt: new Date() })
        .where('id', '=', id)
        .execute();
      if (findings.length === 0) return;
      await this.db
        .insertInto('mailboxCheckFindings')
        .values(findings.map((finding) => ({ ...finding, checkId: id })))
        .execute();
    });
  }

  async finish(id: string, error: string | null): Promise<void> {
    const finishedAt = new Date();
    await this.db
      .updateTable('mailboxChecks')
      .set({ state: error === null ? 'done' : 'failed', error, finishedAt, updatedAt: finishedAt })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
  }

  /** Removes all but the newest checks of a mailbox. */
  async prune(accountId: string): Promise<void> {
    await this.db
      .deleteFrom('mailboxChecks')
      .where('accountId', '=', accountId)
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('mailboxChecks')
          .select('id')
          .where('accountId', '=', accountId)
          .orderBy('id', 'desc')
          .offset(KEPT_PER_MAILBOX),
      )
      .execute();
  }

  async findings(checkId: string, after: string, limit: number) {
    return this.db
      .selectFrom('mailboxCheckFindings')
      .selectAll()
      .where('checkId', '=', checkId)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
  }
}
