import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';

/** Counts that a trigger keeps as deltas: reading adds a few rows, nothing is counted. */
@Injectable()
export class InboxCountsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'inboxCounts' | 'inboxCountDeltas'>();
  }

  async read(buckets: string[]): Promise<Map<string, number>> {
    const { rows } = await sql<{ bucket: string; count: string }>`
      select bucket, sum(count) as count from (
        select bucket, count from inbox_counts where bucket = any(${buckets})
        union all
        select bucket, delta from inbox_count_deltas where bucket = any(${buckets})
      ) as parts group by bucket`.execute(this.db);
    return new Map(rows.map((row) => [row.bucket, Number(row.count)]));
  }

  /** Adds the deltas up. Several at once are harmless: each row is folded by whoever deletes it. */
  async fold(): Promise<void> {
    await sql`
      with taken as (
        delete from inbox_count_deltas where id in (
          select id from inbox_count_deltas order by id limit 50000 for update skip locked
        ) returning bucket, delta
      )
      insert into inbox_counts (bucket, count)
      select bucket, sum(delta) from taken group by bucket order by bucket
      on conflict (bucket) do update set count = inbox_counts.count + excluded.count`.execute(this.db);
  }
}
