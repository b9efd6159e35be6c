import { ledger, LEDGER_EXPORT_MOST, type LedgerAccount, type LedgerReplay } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { IngestService } from './ingest.service.ts';
import type { LedgerEvent, Outcome, RawInbound } from './ledger-event.ts';
import { LedgerOverviewRepository } from './ledger-overview.repository.ts';

describe("the ledger's page", () => {
  let app: TestApp;
  let ingest: IngestService;
  let admin: SignedIn;
  let work: (event: LedgerEvent) => Outcome;
  let done: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    ingest = app.get(IngestService);
    admin = await app.signInAs({ role: 'admin' });
    for (const provider of ['parcel', 'letter']) {
      ingest.register({
        provider,
        process: async (event) => {
          done.push(event.externalId);
          return work(event);
        },
      });
    }
  });

  beforeEach(() => {
    done = [];
    work = () => ({ status: 'processed' });
  });

  afterAll(() => app.close());

  function raw(provider: string, account: string, externalId: string, body = '{}'): RawInbound {
    const headers = { 'content-type': 'application/json' };
    const bytes = Buffer.from(body);
    return {
      provider,
      account,
      accountId: null,
      externalId,
      kind: 'arrived',
      headers,
      contentType: null,
      body: bytes,
      bodySize: bytes.length,
    };
  }

  async function idle(): Promise<void> {
    for (;;) {
      const { items } = await admin.client(ledger.list, { query: { status: 'received', limit: 1 } });
      if (items.length === 0) return;
    }
  }

  const account = async (provider: string, name: string): Promise<LedgerAccount | undefined> =>
    (await admin.client(ledger.accounts, {})).items.find((item) => item.provider === provider && item.account === name);

  async function finished({ id }: LedgerReplay): Promise<LedgerReplay> {
    for (;;) {
      const replay = (await admin.client(ledger.replays, {})).items.find((item) => item.id === id)!;
      if (replay.state !== 'running') return replay;
    }
  }

  const outcomesOf = async ({ id }: LedgerReplay) =>
    (await admin.client(ledger.replays, {})).items.find((item) => item.id === id)?.outcomes;

  it('tells for each account what came and what became of it, before and after the counts are folded', async () => {
    work = ({ externalId }) => ({ status: externalId.startsWith('no') ? 'ignored' : 'processed' });
    await Promise.all(['a', 'b', 'no-c', 'a'].map((key) => ingest.accept(raw('parcel', 'counted', key))));
    await ingest.reject(raw('parcel', 'counted', 'forged'), 'The signature does not fit the body.');
    await ingest.accept(raw('parcel', 'other', 'a'));
    await idle();
    const expected = {
      seen: 4,
      processed: 2,
      ignored: 1,
      rejected: 1,
      failed: 0,
      waiting: 0,
      lagSeconds: null,
      reasons: [{ status: 'rejected', reason: 'The signature does not fit the body.', count: 1 }],
    };
    const before = await account('parcel', 'counted');
    expect(before).toMatchObject(expected);
    expect(before!.lastSuccessAt).not.toBeNull();
    await app.get(LedgerOverviewRepository).fold();
    expect(await account('parcel', 'counted')).toEqual(before);
    await app.database.pool.query(`delete from inbound_events where account = 'counted' and external_id = 'a'`);
    expect(await account('parcel', 'counted')).toMatchObject({ seen: 3, processed: 1 });
  });

  it('says how long the oldest row waits, and why rows failed', async () => {
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, received_at, next_attempt_at)
       values ('letter', 'slow', 'w', 'arrived', now() - interval '90 seconds', now() + interval '1 hour')`,
    );
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, status, reason)
       values ('letter', 'slow', 'f', 'arrived', 'failed', 'the shelf is full')`,
    );
    const slow = await account('letter', 'slow');
    expect(slow).toMatchObject({ waiting: 1, failed: 1, reasons: [{ status: 'failed', reason: 'the shelf is full' }] });
    expect(slow!.lagSeconds).toBeGreaterThanOrEqual(90);
    await app.database.pool.query(`delete from inbound_events where account = 'slow'`);
  });

  it('replays what fits a filter, oldest first, and leaves the rest alone', async () => {
    work = () => ({ status: 'ignored' });
    const keys = Array.from({ length: 450 }, (_, at) => `row-${String(at).padStart(3, '0')}`);
    await Promise.all(keys.map((key) => ingest.accept(raw('letter', 'many', key))));
    await ingest.accept(raw('letter', 'untouched', 'x'));
    await idle();
    done = [];
    work = () => ({ status: 'processed' });
    const asked = await admin.client(ledger.replayMany, { body: { filter: { account: 'many', status: 'ignored' } } });
    expect(asked).toMatchObject({ state: 'running', filter: { account: 'many' }, requestedBy: admin.agent.id });
    expect(await finished(asked)).toMatchObject({ state: 'done', replayed: 450, progress: 1 });
    await idle();
    expect(done.toSorted()).toEqual(keys);
    expect(await outcomesOf(asked)).toMatchObject({ received: 0, processed: 450, rejected: 0 });
    expect(await account('letter', 'many')).toMatchObject({ seen: 450, processed: 450, ignored: 0 });
    expect(await account('letter', 'untouched')).toMatchObject({ ignored: 1 });
  });

  it('tells what became of those that it looked at', async () => {
    work = ({ externalId }) => ({ status: externalId === 'good' ? 'processed' : 'rejected' });
    await Promise.all(['bad', 'worse', 'good'].map((key) => ingest.accept(raw('letter', 'mixed', key))));
    await idle();
    const asked = await admin.client(ledger.replayMany, { body: { filter: { account: 'mixed' } } });
    expect(await finished(asked)).toMatchObject({ replayed: 3 });
    await idle();
    expect(await outcomesOf(asked)).toMatchObject({ received: 0, processed: 1, rejected: 2 });
  });

  it('replays no more than was asked for, and rows that are named', async () => {
    const some = await admin.client(ledger.replayMany, { body: { filter: { account: 'many' }, most: 7 } });
    expect(await finished(some)).toMatchObject({ replayed: 7 });
    await idle();
    const { items } = await admin.client(ledger.list, { query: { account: 'many', limit: 3 } });
    done = [];
    const named = await admin.client(ledger.replayMany, { body: { ids: items.map(({ id }) => id) } });
    expect(await finished(named)).toMatchObject({ replayed: 3, filter: null });
    await idle();
    expect(done.toSorted()).toEqual(items.map(({ externalId }) => externalId).toSorted());
  });

  it('stops a replay, and only for those who may', async () => {
    const supervisor = await app.signInAs({ role: 'supervisor' });
    expect(await refusal(supervisor.client(ledger.replayMany, { body: { ids: [1] } }))).toMatchObject({ status: 403 });
    const asked = await admin.client(ledger.replayMany, { body: { filter: { account: 'nobody' } } });
    const stopped = await admin.client(ledger.stopReplay, { params: { id: asked.id } });
    expect(stopped.state).not.toBe('running');
  });

  it('exports the rows of a filter, more than a page of them', async () => {
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, status, reason)
       select 'letter', 'export', n::text, 'arrived', 'processed', case n when 1 then '=HYPERLINK("x")' end
       from generate_series(1, 2100) n`,
    );
    const response = await fetch(`${app.url}/ledger/export?account=export`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(2102);
    expect(lines[0]).toBe('id,receivedAt,provider,account,kind,status,reason,attempts,bodySize,processedAt,externalId');
    expect(lines.at(-2)).toContain(`"'=HYPERLINK(""x"")"`);
    expect(lines.at(-1)).toBe('end,all 2100');
  });

  it('exports the newest of more rows than a file may hold, and says so at its end', async () => {
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, status)
       select 'letter', 'large', n::text, 'arrived', 'processed' from generate_series(1, $1) n`,
      [LEDGER_EXPORT_MOST + 1],
    );
    const response = await fetch(`${app.url}/ledger/export?account=large`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    const lines = (await response.text()).trimEnd().split('\r\n');
    expect(lines).toHaveLength(LEDGER_EXPORT_MOST + 2);
    expect(lines.at(-2)).toMatch(/,2$/);
    expect(lines.at(-1)).toBe(`end,"only the newest ${LEDGER_EXPORT_MOST}, there are more"`);
    await app.database.pool.query(`delete from inbound_events where account = 'large'`);
  }, 60_000);

  it('breaks off, rather than end early, an export whose rows cannot be read any more', async () => {
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, status, reason)
       select 'letter', 'broken', n::text, 'arrived', 'processed', repeat('x', 1000) from generate_series(1, 20000) n`,
    );
    const response = await fetch(`${app.url}/ledger/export?account=broken`, {
      headers: { authorization: `Bearer ${admin.token}` },
    });
    // Between two pages: the first is here, the others wait for whoever reads.
    const reader = response.body!.getReader();
    await reader.read();
    await app.database.pool.query('alter table inbound_events rename column reason to was_reason');
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow('terminated');
    await app.database.pool.query('alter table inbound_events rename column was_reason to reason');
    await app.database.pool.query(`delete from inbound_events where account = 'broken'`);
  }, 60_000);

  it('shows a row without its secrets', async () => {
    const { id } = await ingest.accept(raw('parcel', 'secret', 's', '{"Apikey":"KK-canary-1","monitorUCID":"7"}'));
    await idle();
    const row = await admin.client(ledger.get, { params: { id: id! } });
    expect(row.body).toBe('{"Apikey":"[left out]","monitorUCID":"7"}');
  });
});
