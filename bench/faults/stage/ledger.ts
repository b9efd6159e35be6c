import { setTimeout as delay } from 'node:timers/promises';
import { check } from '../../harness/report.ts';
import type { Delivery } from '../../ingest/deliveries.ts';
import type { Postgres } from './postgres.ts';

const PATIENCE_MILLISECONDS = 30_000;
const STEP_MILLISECONDS = 200;

/** Resolves when everything an account was delivered is worked through. @throws when nothing moves for half a minute */
export async function settled(postgres: Postgres, account: string): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let movedAt = performance.now();
  for (;;) {
    const [row] = await postgres.query<{ waiting: number }>(
      `select count(*)::int as waiting from inbound_events where account = $1 and status = 'received'`,
      [account],
    );
    if (row!.waiting === 0) return;
    if (row!.waiting < least) {
      least = row!.waiting;
      movedAt = performance.now();
    }
    check(performance.now() - movedAt < PATIENCE_MILLISECONDS, `${row!.waiting} ledger rows are not worked through`);
    await delay(STEP_MILLISECONDS);
  }
}

/** What became of one delivery. */
export interface LedgerOutcome {
  status: string;
  reason: string | null;
  /** Milliseconds from its arrival. */
  took: number;
}

/**
 * What became of the last of so many deliveries by one way, once it is worked through.
 *
 * @throws when that takes longer than half a minute
 */
export async function nextOutcome(postgres: Postgres, provider: string, count: number): Promise<LedgerOutcome> {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  for (;;) {
    const [row] = await postgres.query<LedgerOutcome & { rows: number }>(
      `select status, reason, (extract(epoch from processed_at - received_at) * 1000)::float8 as took,
              count(*) over ()::int as rows
       from inbound_events where provider = $1 order by id desc limit 1`,
      [provider],
    );
    if (row && row.rows >= count && row.status !== 'received') return row;
    check(performance.now() < until, `Delivery ${count} by ${provider} is not worked through`);
    await delay(STEP_MILLISECONDS / 10);
  }
}

/** What became of deliveries of different messages, in the ledger and in the conversations. */
export interface Traces {
  /** Without a row in the ledger, without one that is processed, or without a message. */
  lost: number;
  /** With more than one row, or more than one message. */
  doubled: number;
}

export async function tracesOf(postgres: Postgres, account: string, deliveries: Delivery[]): Promise<Traces> {
  const [row] = await postgres.query<{ lost: number; doubled: number }>(
    `with rows as (
       select external_id as key, count(*) as times, count(*) filter (where status = 'processed') as processed
       from inbound_events where account = $1 group by 1
     ), stored as (
       select external_id as id, count(*) as times from messages group by 1
     )
     select count(*) filter (where rows.processed is null or rows.processed = 0 or stored.times is null)::int as lost,
            count(*) filter (where rows.times > 1 or stored.times > 1)::int as doubled
     from unnest($2::text[]) as sent(key)
     left join rows on rows.key = sent.key
     left join stored on stored.id = substr(sent.key, 5)`,
    [account, deliveries.map(({ externalId }) => externalId)],
  );
  return row!;
}
