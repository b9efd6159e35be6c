import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';

const NEWEST = 200;

/** Counts that triggers keep as deltas: reading adds a few rows, nothing is counted. */
@Injectable()
export class LedgerOverviewRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'ledgerCounts'>();
  }

  async counts() {
    const { rows } = await sql<{
      provider: string;
      account: string;
      status: string;
      count: string;
      lastAt: Date | null;
    }>`
      select provider, account, status, sum(count) as count, max(last_at) as last_at from (
        select provider, account, status, count, last_at from ledger_counts
        union all
        select provider, account, status, delta, case when delta > 0 then at end from ledger_count_deltas
      ) as parts group by provider, account, status order by provider, account`.execute(this.db);
    return rows;
  }

  /** Since when the oldest waiting row of each account waits. */
  async waitingSince() {
    const { rows } = await sql<{ provider: string; account: string; since: Date }>`
      with accounts as materialized (
        select provider, account from ledger_counts union select provider, account from ledger_count_deltas)
      select a.provider, a.account, oldest.received_at as since from accounts a cross join lateral (
        select e.received_at from inbound_events e
        where e.provider = a.provider and e.account = a.account and e.status = 'received'
        order by e.id limit 1) oldest`.execute(this.db);
    return rows;
  }

  /** Why the newest rows in trouble are. */
  async reasons() {
    const { rows } = await sql<{ provider: string; account: string; status: string; reason: string; count: string }>`
      select provider, account, status, coalesce(left(reason, 300), '') as reason, count(*) as count
      from (
        select * from (${newestOf('failed')} union all ${newestOf('rejected')}) as trouble order by id desc limit ${sql.lit(NEWEST)}
      ) as newest
      group by 1, 2, 3, 4 order by count(*) desc, reason`.execute(this.db);
    return rows;
  }

  /** Adds the deltas up. Several at once are harmless: each row is folded by whoever deletes it. */
  async fold(): Promise<void> {
    await sql`
      with taken as (
        delete from ledger_count_deltas where id in (
          select id from ledger_count_deltas order by id limit 200000 for update skip locked
        ) returning provider, account, status, delta, at
      )
      insert into ledger_counts (provider, account, status, count, last_at)
      select provider, account, status, sum(delta), max(at) filter (where delta > 0) from taken
      group by provider, account, status order by provider, account, status
      on conflict (provider, account, status) do update set
        count = ledger_counts.count + excluded.count,
        last_at = greatest(ledger_counts.last_at, excluded.last_at)`.execute(this.db);
  }
}

/** One range of the index: of both states at once, the table would be read until there are enough. */
const newestOf = (status: 'failed' | 'rejected') => sql`(
  select id, provider, account, status, reason from inbound_events
  where status = ${sql.lit(status)} order by id desc limit ${sql.lit(NEWEST)})`;
