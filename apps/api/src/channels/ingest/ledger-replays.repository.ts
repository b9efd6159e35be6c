import { Injectable } from '@nestjs/common';
import type { LedgerFilter } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { isReplayable, partsOf } from './ledger-filter.ts';

/** What of the ledger a replay is about. */
export type ReplayedRows = { ids: number[] } | { filter: LedgerFilter };

@Injectable()
export class LedgerReplaysRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'ledgerReplays' | 'inboundEvents'>();
  }

  /** Rows that come in later are no part of it. */
  async insert(requestedBy: string, rows: ReplayedRows, most: number) {
    return this.db
      .insertInto('ledgerReplays')
      .values((eb) => ({
        requestedBy,
        filter: JSON.stringify(rows),
        most,
        lastId: sql<string>`coalesce(${eb.selectFrom('inboundEvents').select((all) => all.fn.max('id').as('id'))}, 0)`,
      }))
      .returningAll()
      .executeTakeFirstOrThrow();
  }

  async newest(limit: number) {
    return this.db.selectFrom('ledgerReplays').selectAll().orderBy('id', 'desc').limit(limit).execute();
  }

  async lock(id: string) {
    return this.db.selectFrom('ledgerReplays').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  }

  async stop(id: string) {
    await this.db
      .updateTable('ledgerReplays')
      .set({ state: 'stopped', finishedAt: new Date() })
      .where('id', '=', id)
      .where('state', '=', 'running')
      .execute();
    return this.db.selectFrom('ledgerReplays').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async advance(id: string, change: { cursorId: string; replayed: number; isDone: boolean }): Promise<void> {
    const { isDone, ...progress } = change;
    await this.db
      .updateTable('ledgerReplays')
      .set({ ...progress, ...(isDone ? { state: 'done', finishedAt: new Date() } : {}) })
      .where('id', '=', id)
      .execute();
  }

  /** Puts the next rows back in the queue, oldest first. @returns their ids */
  async requeue(rows: ReplayedRows, after: string, last: string, limit: number): Promise<number[]> {
    let picked = this.db
      .selectFrom('inboundEvents')
      .select('id')
      .where('id', '>', after)
      .where('id', '<=', last)
      .where(isReplayable)
      .orderBy('id')
      .limit(limit)
      .forUpdate();
    if ('ids' in rows) picked = picked.where('id', 'in', rows.ids.map(String));
    else picked = picked.where((eb) => eb.and(partsOf(eb, rows.filter)));
    const updated = await this.db
      .with('picked', () => picked)
      .updateTable('inboundEvents')
      .from('picked')
      .set({ status: 'received', reason: null, attempts: 0, nextAttemptAt: new Date(), processedAt: null })
      .whereRef('inboundEvents.id', '=', 'picked.id')
      .returning('inboundEvents.id')
      .execute();
    return updated.map(({ id }) => Number(id)).sort((one, other) => one - other);
  }
}
