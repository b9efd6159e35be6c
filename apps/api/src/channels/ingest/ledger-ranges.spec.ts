import type { LedgerFilter } from '@switchboard/contracts';
import { startTestApp, type TestApp } from '../../testing/test-app.ts';
import { LedgerRowsRepository, numbersOf } from './ledger-rows.repository.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

const ROWS = 30_000;
const LIMIT = 51;
const STATES = 5;
const ACCOUNTS = 4;

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ ROLE: 'api' });
  // The rare states and the smallest account lie far back, where who looks for them from the end has all to read.
  await app.database.pool.query(
    `insert into inbound_events (provider, account, external_id, kind, status, next_attempt_at)
     select case when n % 4 < 2 then 'parcel' else 'letter' end, case when n < 40 then 'small' else 'a' || n % 3 end, n::text,
       'arrived', case when n > 900 then 'processed' when n % 7 = 1 then 'failed' when n % 7 = 2 then 'rejected'
         when n % 7 = 3 then 'received' else 'ignored' end, now() + interval '1 day'
     from generate_series(1, $1) n`,
    [ROWS],
  );
  await app.database.pool.query('analyze inbound_events');
}, 60_000);

afterAll(() => app.close());

async function scans(filter: LedgerFilter, order: 'newest' | 'oldest'): Promise<PlanNode[]> {
  const stretch = { after: '0', before: String(ROWS * 10), order, limit: LIMIT };
  const { sql, parameters } = numbersOf(filter, stretch).compile(app.database.tables<'inboundEvents'>());
  const { rows } = await app.database.pool.query<{ 'QUERY PLAN': { Plan: PlanNode }[] }>(
    `explain (analyze, format json) ${sql}`,
    [...parameters],
  );
  const below = (node: PlanNode): PlanNode[] => [node, ...(node.Plans ?? []).flatMap(below)];
  return below(rows[0]!['QUERY PLAN'][0]!.Plan).filter((node) => node['Relation Name'] === 'inbound_events');
}

const filters: [string, LedgerFilter][] = [
  ['everything', {}],
  ['a rare state', { status: 'failed' }],
  ['the common state', { status: 'processed' }],
  ['an account', { provider: 'parcel', account: 'a1' }],
  ['a small account of long ago', { provider: 'parcel', account: 'small' }],
  ['a state of an account', { provider: 'letter', account: 'a2', status: 'rejected' }],
  ['a provider', { provider: 'letter' }],
  ['nothing', { account: 'nobody' }],
];

it.each(filters)('reads %s by index ranges only, from either end', async (_name, filter) => {
  for (const order of ['newest', 'oldest'] as const) {
    const read = await scans(filter, order);
    for (const node of read) expect(node['Node Type']).toMatch(/^Index (Only )?Scan$/);
    const touched = read.reduce(
      (sum, node) => sum + (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
      0,
    );
    expect(touched).toBeLessThanOrEqual(LIMIT * STATES * ACCOUNTS * 2);
  }
});

it.each(filters)('finds %s as reading the whole table does', async (_name, filter) => {
  const { provider = null, account = null, status = null } = filter;
  const { rows } = await app.database.pool.query<{ id: string }>(
    `select id from inbound_events where ($1::text is null or provider = $1) and ($2::text is null or account = $2)
       and ($3::text is null or status = $3) order by id desc`,
    [provider, account, status],
  );
  const all = rows.map(({ id }) => id);
  const ledger = app.get(LedgerRowsRepository);
  const first = await ledger.page(filter, null, LIMIT);
  expect(first.map(({ id }) => id)).toEqual(all.slice(0, LIMIT));
  const last = first.at(-1);
  if (last) {
    const second = await ledger.page(filter, last.id, LIMIT);
    expect(second.map(({ id }) => id)).toEqual(all.slice(LIMIT, 2 * LIMIT));
  }
  const fromTheOtherEnd = await ledger.oldest(filter, '0', String(ROWS * 10), LIMIT);
  expect(fromTheOtherEnd).toEqual(all.toReversed().slice(0, LIMIT));
});
