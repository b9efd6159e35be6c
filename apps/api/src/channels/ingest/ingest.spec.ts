import { ApiError, ledger } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { IngestRepository } from './ingest.repository.ts';
import { IngestService } from './ingest.service.ts';
import { MAX_ATTEMPTS, type LedgerEvent, type RawInbound } from './ledger-event.ts';

describe('the ledger', () => {
  let app: TestApp;
  let ingest: IngestService;
  let admin: SignedIn;
  let work: (event: LedgerEvent) => Promise<'processed' | 'ignored'>;
  const done: string[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    ingest = app.get(IngestService);
    admin = await app.signInAs({ role: 'admin' });
    ingest.register({
      provider: 'parcel',
      process: async (event) => {
        const status = await work(event);
        done.push(event.externalId);
        return { status };
      },
    });
  });

  beforeEach(() => {
    work = async () => 'processed';
    done.length = 0;
  });

  afterAll(() => app.close());

  function parcel(externalId: string, body = Buffer.from('{"a":1}')): RawInbound {
    return {
      provider: 'parcel',
      account: 'main',
      accountId: null,
      externalId,
      kind: 'arrived',
      headers: { 'content-type': 'application/json' },
      contentType: 'application/json',
      body,
      bodySize: body.length,
    };
  }

  /** Waits for a row to leave the state it is in; the rows tell, not the clock. */
  async function settled(externalId: string) {
    for (;;) {
      const { items } = await admin.client(ledger.list, { query: { provider: 'parcel', limit: 200 } });
      const row = items.find((item) => item.externalId === externalId);
      if (row && row.status !== 'received') return row;
    }
  }

  it('lets two nodes store the same keys at the same moment, whatever their order', async () => {
    const repository = app.get(IngestRepository);
    for (let round = 0; round < 20; round += 1) {
      const rows = Array.from({ length: 128 }, (_, i) => ({
        ...parcel(`both-${round}-${i}`),
        status: 'rejected' as const,
        reason: 'only stored',
      }));
      const [one, other] = await Promise.all([repository.insert(rows), repository.insert(rows.toReversed())]);
      expect(one.size + other.size).toBe(rows.length);
    }
  });

  it('stores each key once, also when it comes many times at once', async () => {
    const keys = Array.from({ length: 300 }, (_, i) => `many-${i % 100}`);
    const accepted = await Promise.all(keys.map((key) => ingest.accept(parcel(key))));
    expect(accepted.filter((one) => !one.duplicate)).toHaveLength(100);
    for (let i = 0; i < 100; i += 1) expect((await settled(`many-${i}`)).status).toBe('processed');
    expect(done.toSorted()).toEqual([...new Set(keys)].toSorted());
  });

  it('keeps the bytes as they came', async () => {
    const body = Buffer.from([0, 255, 254, 10, 128, 39, 92]);
    const { id } = await ingest.accept(parcel('bytes', body));
    await settled('bytes');
    const row = await app.database
      .tables<'inboundEvents'>()
      .selectFrom('inboundEvents')
      .select('body')
      .where('id', '=', String(id))
      .executeTakeFirstOrThrow();
    expect(row.body?.equals(body)).toBe(true);
  });

  it('undoes what a failing event did, tries again, and leaves the others alone', async () => {
    let tries = 0;
    work = async (event) => {
      if (event.externalId !== 'weak') return 'processed';
      await app.database.tables<'settings'>().insertInto('settings').values({ key: 'half-done', value: '1' }).execute();
      tries += 1;
      if (tries < 3) throw new Error(`no luck ${tries}`);
      return 'processed';
    };
    await Promise.all(['strong-1', 'weak', 'strong-2'].map((key) => ingest.accept(parcel(key))));
    expect((await settled('strong-1')).status).toBe('processed');
    expect((await settled('strong-2')).status).toBe('processed');
    expect(await settled('weak')).toMatchObject({ status: 'processed', attempts: 3, reason: null });
    const rows = await app.database
      .tables<'settings'>()
      .selectFrom('settings')
      .select('key')
      .where('key', '=', 'half-done')
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('gives up after the last try, says why, and works again when an admin replays it', async () => {
    work = async () => {
      throw new Error('the shelf is full');
    };
    // All tries but the last are behind us: back-off is not what this is about.
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, body, attempts, next_attempt_at)
       values ('parcel', 'main', 'stuck', 'arrived', '{}', $1, now())`,
      [MAX_ATTEMPTS - 1],
    );
    const { id, ...row } = await settled('stuck');
    expect(row).toMatchObject({ status: 'failed', reason: 'the shelf is full' });
    work = async () => 'processed';
    await admin.client(ledger.replay, { params: { id } });
    expect((await settled('stuck')).status).toBe('processed');
  });

  it('takes over what another node left behind', async () => {
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, body, received_at)
       values ('parcel', 'main', 'orphan', 'arrived', '{}', now() - interval '1 minute')`,
    );
    expect((await settled('orphan')).status).toBe('processed');
  });

  it('does not let what comes in wait behind all that was left', async () => {
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    work = async () => {
      begun.resolve();
      await gate.promise;
      return 'processed';
    };
    await app.database.pool.query(
      `insert into inbound_events (provider, account, external_id, kind, body, received_at)
       select 'parcel', 'main', 'left-' || n, 'arrived', '{}', now() - interval '1 minute' from generate_series(1, 1000) n`,
    );
    await begun.promise;
    await ingest.accept(parcel('fresh'));
    gate.resolve();
    await settled('fresh');
    await settled('left-1000');
    // Behind all of them it would come with the last batch of 64 of four processors, after 744 at least.
    expect(done.indexOf('fresh')).toBeLessThan(744);
  });

  it('keeps what was refused at the door, and never works on it, not even when an admin asks', async () => {
    const { id } = await ingest.reject(parcel('forged'), 'The signature is wrong.');
    expect(await settled('forged')).toMatchObject({ status: 'rejected', reason: 'The signature is wrong.' });
    expect(done).not.toContain('forged');
    await admin.client(ledger.replay, { params: { id: id! } });
    expect(await settled('forged')).toMatchObject({ status: 'rejected', reason: 'It was refused when it came.' });
    expect(done).not.toContain('forged');
  });

  it('shows one row with its body, to those who may manage it', async () => {
    const { id } = await ingest.accept(parcel('shown', Buffer.from('caf\u00e9 \ufffd')));
    await settled('shown');
    const row = await admin.client(ledger.get, { params: { id: id! } });
    expect(row).toMatchObject({ body: 'caf\u00e9 \ufffd', bodyTruncated: false, status: 'processed' });
    const supervisor = await app.signInAs({ role: 'supervisor' });
    const error = await supervisor
      .client(ledger.get, { params: { id: id! } })
      .catch((thrown: unknown) => thrown as ApiError);
    expect(error).toMatchObject({ status: 403 });
  });
});
