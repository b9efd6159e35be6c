import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import { isReplayable } from './replayable.ts';
import { backOffSeconds, MAX_ATTEMPTS, type LedgerEvent, type Outcome, type RawInbound } from './ledger-event.ts';

/** All bodies come as one value, and are cut apart again: so they travel as they are, not written out in digits. */
const INSERT = `
  insert into inbound_events (provider, account, account_id, external_id, kind, headers, content_type, body, body_key, body_size, status, reason, processed_at)
  select p, a, ai::uuid, e, k, h::jsonb, c, substring($8::bytea from b for bl), bk, bs, s, r, case when s <> 'received' then now() end
  from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $9::int[], $10::int[], $11::text[], $12::int[], $13::text[], $14::text[])
    as t(p, a, ai, e, k, h, c, b, bl, bk, bs, s, r)
  on conflict (provider, account, external_id) do nothing
  returning id, provider, account, external_id, received_at`;

export type NewLedgerRow = RawInbound & { status: 'received' | 'rejected' | 'ignored'; reason: string | null };

const eventColumns = [
  'id',
  'provider',
  'account',
  'accountId',
  'externalId',
  'kind',
  'headers',
  'contentType',
  'body',
  'bodyKey',
  'bodySize',
  'attempts',
  'receivedAt',
] as const;

@Injectable()
export class IngestRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'inboundEvents'>();
  }

  /** One durable statement for many rows. @returns the rows that are new, by {@link keyOf}. */
  async insert(rows: NewLedgerRow[]): Promise<Map<string, LedgerEvent>> {
    // Two statements that meet the same keys wait for each other; in one order they never do so in a circle.
    const keyed = rows.map((row) => [keyOf(row), row] as const).toSorted(([a], [b]) => (a < b ? -1 : 1));
    // Of two with one key in the same breath the first counts, as ever.
    const ordered = new Map(keyed.toReversed());
    const given = [...ordered.values()].toReversed();
    const column = <T>(pick: (row: NewLedgerRow) => T) => given.map(pick);
    let end = 1;
    const starts = given.map(({ body }) => {
      const start = end;
      end += body?.length ?? 0;
      return start;
    });
    const inserted = await this.database.prepared<{
      id: string;
      provider: string;
      account: string;
      external_id: string;
      received_at: Date;
    }>(INSERT, [
      column((row) => row.provider),
      column((row) => row.account),
      column((row) => row.accountId),
      column((row) => row.externalId),
      column((row) => row.kind),
      column((row) => JSON.stringify(row.headers)),
      column((row) => row.contentType),
      Buffer.concat(given.flatMap(({ body }) => body ?? [])),
      starts,
      column((row) => row.body?.length ?? null),
      column((row) => row.bodyKey ?? null),
      column((row) => row.bodySize),
      column((row) => row.status),
      column((row) => row.reason),
    ]);
    return new Map(
      inserted.map(({ id, received_at: receivedAt, external_id: externalId, ...account }) => {
        const key = keyOf({ ...account, externalId });
        const { isFetched: _, status: __, reason: ___, ...raw } = ordered.get(key)!;
        return [key, { ...raw, bodyKey: raw.bodyKey ?? null, id: Number(id), attempts: 0, receivedAt }];
      }),
    );
  }

  /** Takes rows for this transaction, in the order asked for; those another node works on are left out. */
  async claim(ids: number[]): Promise<LedgerEvent[]> {
    const rows = await this.db
      .selectFrom('inboundEvents')
      .select(eventColumns)
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::bigint[])`))
      .where('status', '=', 'received')
      .forUpdate()
      .skipLocked()
      .execute();
    const events = new Map(rows.map((row) => [Number(row.id), toEvent(row)]));
    return ids.map((id) => events.get(id)).filter((event) => event !== undefined);
  }

  /** Rows as they are, for whoever claims them later, in the order in which they came. */
  async read(ids: number[]): Promise<LedgerEvent[]> {
    const rows = await this.db
      .selectFrom('inboundEvents')
      .select(eventColumns)
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::bigint[])`))
      .where('status', '=', 'received')
      .execute();
    return rows.map(toEvent).sort((a, b) => a.id - b.id);
  }

  /** Takes rows for this transaction, of which all is known already. */
  async claimIds(ids: number[]): Promise<Set<number>> {
    const rows = await this.db
      .selectFrom('inboundEvents')
      .select('id')
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::bigint[])`))
      .where('status', '=', 'received')
      .forUpdate()
      .skipLocked()
      .execute();
    return new Set(rows.map((row) => Number(row.id)));
  }

  /** Puts those back in the queue that were set aside only for a time, which is over. */
  async takeUpAgain(limit: number): Promise<void> {
    await sql`
      update inbound_events set status = 'received', processed_at = null
      where id in (
        select id from inbound_events where status = 'rejected' and next_attempt_at <= now()
        order by next_attempt_at limit ${limit} for update skip locked
      )`.execute(this.db);
  }

  async settleAll(ids: number[]): Promise<void> {
    await this.db
      .updateTable('inboundEvents')
      .set((eb) => ({ status: 'processed', reason: null, processedAt: new Date(), attempts: eb('attempts', '+', 1) }))
      .where((eb) => eb('id', '=', sql<string>`any(${ids}::bigint[])`))
      .execute();
  }

  /** Rows that are due: left by a node that died, or waiting for another try. */
  async due(graceSeconds: number, limit: number): Promise<number[]> {
    const { rows } = await sql<{ id: string }>`
      select id from inbound_events
      where status = 'received' and coalesce(next_attempt_at, received_at) <= now() - case when next_attempt_at is null then make_interval(secs => ${graceSeconds}) else interval '0' end
      order by coalesce(next_attempt_at, received_at), id limit ${limit}`.execute(this.db);
    return rows.map((row) => Number(row.id));
  }

  async settle(id: number, { status, reason, againAt }: Outcome): Promise<void> {
    await this.db
      .updateTable('inboundEvents')
      .set((eb) => ({
        status,
        reason: reason ?? null,
        processedAt: new Date(),
        nextAttemptAt: againAt ?? null,
        attempts: eb('attempts', '+', 1),
      }))
      .where('id', '=', String(id))
      .execute();
  }

  async fail(id: number, attempts: number, reason: string): Promise<void> {
    const tried = attempts + 1;
    const last = tried >= MAX_ATTEMPTS;
    await this.db
      .updateTable('inboundEvents')
      .set({
        attempts: tried,
        reason: reason.slice(0, 2000),
        ...(last
          ? { status: 'failed', processedAt: new Date(), nextAttemptAt: null }
          : { nextAttemptAt: new Date(Date.now() + backOffSeconds(tried) * 1000) }),
      })
      .where('id', '=', String(id))
      .where('status', '=', 'received')
      .execute();
  }

  /** What became of deliveries, by their keys. Those that never came in are left out. */
  async byKeys(provider: string, account: string, externalIds: string[]) {
    return this.db
      .selectFrom('inboundEvents')
      .select(['id', 'externalId', 'accountId', 'status', 'reason'])
      .where('provider', '=', provider)
      .where('account', '=', account)
      .where('externalId', '=', sql<string>`any(${externalIds}::text[])`)
      .execute();
  }

  /** The bytes as they came, or where in the storage they lie. */
  async raw(id: number) {
    return this.db
      .selectFrom('inboundEvents')
      .select(['body', 'bodyKey', 'bodySize'])
      .where('id', '=', String(id))
      .executeTakeFirst();
  }

  /** Puts a row that is done back in the queue. @returns false when it is waiting already or cannot be. */
  async requeue(id: number): Promise<boolean> {
    const row = await this.db
      .updateTable('inboundEvents')
      .set({ status: 'received', reason: null, attempts: 0, nextAttemptAt: new Date(), processedAt: null })
      .where('id', '=', String(id))
      .where(isReplayable)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }
}

function toEvent(row: Omit<LedgerEvent, 'id' | 'headers'> & { id: string; headers: unknown }): LedgerEvent {
  return { ...row, id: Number(row.id), headers: row.headers as Record<string, string> };
}

export function keyOf(row: { provider: string; account: string; externalId: string }): string {
  return `${row.provider}\n${row.account}\n${row.externalId}`;
}
