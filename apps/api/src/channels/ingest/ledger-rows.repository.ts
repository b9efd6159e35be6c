import { Injectable } from '@nestjs/common';
import type { LedgerFilter } from '@switchboard/contracts';
import { sql, type RawBuilder } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { isReplayable } from './replayable.ts';

const listColumns = [
  'id',
  'provider',
  'account',
  'accountId',
  'externalId',
  'kind',
  'status',
  'reason',
  'attempts',
  'bodySize',
  'receivedAt',
  'processedAt',
] as const;

const LARGEST = '9223372036854775807';

interface Stretch {
  /** Neither of them is part of it. */
  after: string;
  before: string;
  order: 'newest' | 'oldest';
  limit: number;
}

/**
 * Reads the ledger by index ranges: the whole by number, and what is narrowed to an account or a state as one range for
 * each pair of them that there is, of which the counts know.
 */
@Injectable()
export class LedgerRowsRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'inboundEvents'>();
  }

  /** Newest first. */
  async page(filter: LedgerFilter, before: string | null, limit: number) {
    const { rows } = await numbersOf(filter, { after: '0', before: before ?? LARGEST, order: 'newest', limit }).execute(
      this.db,
    );
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    return this.db
      .selectFrom('inboundEvents')
      .select(listColumns)
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::bigint[])`))
      .orderBy('id', 'desc')
      .execute();
  }

  /** The numbers of the next rows after one, up to and with `last`. */
  async oldest(filter: LedgerFilter, after: string, last: string, limit: number): Promise<string[]> {
    const before = String(BigInt(last) + 1n);
    const { rows } = await numbersOf(filter, { after, before, order: 'oldest', limit }).execute(this.db);
    return rows.map(({ id }) => id);
  }

  /** One row as the list shows it, with its headers, the first bytes of its body, and what can be done with it. */
  async get(id: number, bodyBytes: number) {
    return this.db
      .selectFrom('inboundEvents')
      .select([...listColumns, 'headers', 'contentType', 'bodyKey'])
      .select((eb) => [
        sql<Buffer | null>`substring(body for ${bodyBytes})`.as('bodyHead'),
        sql<number>`case when body_key is null then coalesce(octet_length(body), 0) else body_size end`.as('bodyKept'),
        sql<boolean>`${isReplayable(eb)}`.as('isReplayable'),
      ])
      .where('id', '=', String(id))
      .executeTakeFirst();
  }
}

export type LedgerRow = Awaited<ReturnType<LedgerRowsRepository['page']>>[number];

/** The numbers of the rows of a filter. */
export function numbersOf(
  { provider, account, status, kind, from, to }: LedgerFilter,
  stretch: Stretch,
): RawBuilder<{ id: string }> {
  const { after, before, limit } = stretch;
  const order = stretch.order === 'newest' ? sql`desc` : sql`asc`;
  const fits = sql`e.id > ${after} and e.id < ${before}
    ${kind ? sql`and e.kind = ${kind}` : sql``}
    ${from ? sql`and e.received_at >= ${from}` : sql``} ${to ? sql`and e.received_at < ${to}` : sql``}`;
  if (!provider && !account && !status) {
    return sql<{ id: string }>`select e.id from inbound_events e where ${fits} order by e.id ${order} limit ${limit}`;
  }
  return sql<{ id: string }>`
    with ranges as materialized (
      select provider, account, status from ledger_counts
      union select provider, account, status from ledger_count_deltas)
    select one.id from ranges r cross join lateral (
      select e.id from inbound_events e
      where e.provider = r.provider and e.account = r.account and e.status = r.status and ${fits}
      order by e.id ${order} limit ${limit}) one
    where true ${provider ? sql`and r.provider = ${provider}` : sql``}
      ${account ? sql`and r.account = ${account}` : sql``} ${status ? sql`and r.status = ${status}` : sql``}
    order by one.id ${order} limit ${limit}`;
}
