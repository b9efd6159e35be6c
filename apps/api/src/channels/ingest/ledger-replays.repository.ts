import { Injectable } from '@nestjs/common';
import type { LedgerFilter } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { isReplayable } from './replayable.ts';

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

  /** What the rows are now that these replays were the last to look at. */
  async outcomes(ids: string[]) {
    return this.db
      .selectFrom('inboundEvents')
      .select(['replayId', 'status'])
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where((eb) => eb('replayId', '=', sql<string>`any(${ids}::uuid[])`))
      .groupBy(['replayId', 'status'])
      .execute();
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

  /** Puts rows back in the queue, as far as they can be. @returns their ids, oldest first */
  async requeue(replayId: string, ids: string[]): Promise<number[]> {
    const picked = this.db
      .selectFrom('inboundEvents')
      .select('id')
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::bigint[])`))
      .where(isReplayable)
      .orderBy('id')
      .forUpdate();
    const updated = await this.db
      .with('picked', () => picked)
      .updateTable('inboundEvents')
      .from('picked')
      .set({ status: 'received', reason: null, attempts: 0, nextAttemptAt: new Date(), processedAt: null, replayId })
      .whereRef('inboundEvents.id', '=', 'picked.id')
      .returning('inboundEvents.id')
      .execute();
    return updated.map(({ id }) => Number(id)).sort((one, other) => one - other);
  }
}
