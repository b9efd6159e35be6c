import { ledger, mailboxChecks, supportEmails, type MailboxCheck, type SupportEmail } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { EventStream } from '../../../kernel/events/event-stream.ts';
import { JobQueue } from '../../../kernel/jobs/job-queue.ts';
import { refusal } from '../../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';

// CI has it; elsewhere `pnpm test` says how to get it.
const describeWithDovecot = process.env['HAVE_DOVECOT'] || process.env['CI'] ? describe : describe.skip;

describeWithDovecot('a mailbox against the ledger', () => {
  let dovecot: Dovecot;
  let app: TestApp;
  let admin: SignedIn;
  let box: SupportEmail;

  beforeAll(async () => {
    dovecot = await Dovecot.start();
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    for (const number of [1, 2, 3, 4]) await dovecot.deliver(mail(`n${number}`));
    await dovecot.deliver(mail('sent', 'From: support@demo.test\r\nTo: asha@example.test'), 'Sent');
    await dovecot.deliver(mail('bomb', `${'X-Filler: 1\r\n'.repeat(3_000)}From: bomb@example.test`));
    box = await admin.client(supportEmails.create, {
      body: { address: 'support@demo.test', name: 'Support', imap: dovecot.server },
    });
    await untilSettled(6);
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await dovecot?.stop();
  });

  const mail = (id: string, from = 'From: Asha Rao <asha@example.test>\r\nTo: support@demo.test') =>
    `${from}\r\nSubject: ${id}\r\nMessage-ID: <${id}@example.test>\r\n\r\nHello\r\n`;

  /** All that came in is worked through: looked at again at each event of the log. */
  async function untilSettled(count: number): Promise<void> {
    let changed = Promise.withResolvers<void>();
    app.get(EventStream).subscribe(() => changed.resolve());
    for (;;) {
      const { rows } = await app.database.pool.query(`select 1 from inbound_events where status <> 'received'`);
      if (rows.length === count) return;
      // Of what is ignored no event tells.
      await Promise.race([changed.promise, app.database.pool.query('select pg_sleep(0.1)')]);
      changed = Promise.withResolvers<void>();
    }
  }

  const params = () => ({ id: box.id });

  async function ended(): Promise<MailboxCheck> {
    for (;;) {
      const { items } = await admin.client(mailboxChecks.list, { params: params() });
      if (items[0] && items[0].state !== 'running') return items[0];
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const findings = async ({ id: checkId }: MailboxCheck) => {
    const { items } = await admin.client(mailboxChecks.findings, { params: { ...params(), checkId } });
    return items;
  };

  it('tells what lies there, what is stored, and what was rejected and why', async () => {
    const started = await admin.client(mailboxChecks.start, { params: params() });
    expect(started).toMatchObject({ state: 'running', requestedBy: admin.agent.id });
    const check = await ended();
    expect(check).toMatchObject({
      id: started.id,
      state: 'done',
      error: null,
      progress: 1,
      total: { onServer: 6, stored: 5, waiting: 0, rejected: 1, failed: 0, missing: 0, broughtIn: 0 },
      folders: [
        { path: 'INBOX', onServer: 5, stored: 4, rejected: 1 },
        { path: 'Sent', onServer: 1, stored: 1 },
      ],
    });
    expect(await findings(check)).toMatchObject([
      { kind: 'rejected', path: 'INBOX', reason: expect.stringContaining('header') as unknown },
    ]);
  });

  it('brings in what the ledger has not heard of, once', async () => {
    await app.database.pool.query(`delete from messages where external_id in (
      select external_id from inbound_events where headers->>'path' = 'INBOX' and status = 'processed' order by id limit 2)`);
    await app.database.pool.query(`delete from inbound_events where id in (
      select id from inbound_events where headers->>'path' = 'INBOX' and status = 'processed' order by id limit 2)`);
    await admin.client(mailboxChecks.start, { params: params() });
    const check = await ended();
    expect(check.total).toMatchObject({ onServer: 6, stored: 3, missing: 2, broughtIn: 2, rejected: 1 });
    const missing = (await findings(check)).filter(({ kind }) => kind === 'missing');
    expect(missing).toHaveLength(2);
    expect(missing.every(({ inboundEventId }) => inboundEventId !== null)).toBe(true);
    await untilSettled(6);
    const { rows } = await app.database.pool.query(`select 1 from messages`);
    expect(rows).toHaveLength(5);
    await admin.client(mailboxChecks.start, { params: params() });
    expect((await ended()).total).toMatchObject({ onServer: 6, stored: 5, missing: 0, rejected: 1 });
  }, 30_000);

  it('counts apart what was ignored, and finds a mail that was processed and whose message is gone', async () => {
    await dovecot.deliver(mail('n1'));
    await untilSettled(7);
    const { rows } = await app.database.pool.query<{ inbound_event_id: string }>(
      `delete from messages where id = (select message_id from email_messages where subject = 'n2') returning inbound_event_id`,
    );
    const inboundEventId = Number(rows[0]!.inbound_event_id);
    await admin.client(mailboxChecks.start, { params: params() });
    const check = await ended();
    expect(check.total).toMatchObject({ onServer: 7, stored: 4, ignored: 1, lost: 1, rejected: 1, missing: 0 });
    expect(check.total.ignoredFor).toEqual([{ reason: 'The same mail is here already by another way.', count: 1 }]);
    expect(await findings(check)).toContainEqual(
      expect.objectContaining({ kind: 'lost', inboundEventId, reason: expect.stringContaining('Replay') as unknown }),
    );
    await admin.client(ledger.replay, { params: { id: inboundEventId } });
    await untilSettled(7);
    await admin.client(mailboxChecks.start, { params: params() });
    expect((await ended()).total).toMatchObject({ onServer: 7, stored: 5, ignored: 1, lost: 0 });
  }, 30_000);

  it('pages its findings', async () => {
    const { items } = await admin.client(mailboxChecks.list, { params: params() });
    const check = items.find(({ total }) => total.missing === 2)!;
    const input = { params: { ...params(), checkId: check.id } };
    const first = await admin.client(mailboxChecks.findings, { ...input, query: { limit: 2 } });
    const rest = await admin.client(mailboxChecks.findings, { ...input, query: { cursor: first.nextCursor ?? '' } });
    expect([first.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
    const bad = admin.client(mailboxChecks.findings, { ...input, query: { cursor: 'x' } });
    expect(await refusal(bad)).toMatchObject({ status: 400, details: [{ path: 'query.cursor' }] });
  });

  it('runs once at a time, and is for admins', async () => {
    const { rows } = await app.database.pool.query<{ id: string }>(
      'insert into mailbox_checks (account_id) values ($1) returning id',
      [box.id],
    );
    expect((await refusal(admin.client(mailboxChecks.start, { params: params() }))).code).toBe('conflict');
    await app.database.pool.query(`update mailbox_checks set updated_at = now() - interval '1 hour' where id = $1`, [
      rows[0]!.id,
    ]);
    await admin.client(mailboxChecks.start, { params: params() });
    await ended();
    const { items } = await admin.client(mailboxChecks.list, { params: params() });
    expect(items[1]).toMatchObject({ id: rows[0]!.id, state: 'failed', error: 'It was interrupted.' });

    const agent = await app.signInAs({ role: 'agent' });
    expect((await refusal(agent.client(mailboxChecks.start, { params: params() }))).code).toBe('forbidden');
    const nowhere = { id: '00000000-0000-7000-8000-000000000000' };
    expect((await refusal(admin.client(mailboxChecks.start, { params: nowhere }))).code).toBe('not_found');
    expect((await refusal(admin.client(mailboxChecks.list, { params: nowhere }))).code).toBe('not_found');
    const stranger = admin.client(mailboxChecks.findings, { params: { ...nowhere, checkId: items[0]!.id } });
    expect((await refusal(stranger)).code).toBe('not_found');
  });

  it('is done each night for every mailbox that is watched', async () => {
    const before = (await admin.client(mailboxChecks.list, { params: params() })).items.length;
    await app.get(JobQueue).enqueue('mailbox.check-all', {});
    for (;;) {
      const { items } = await admin.client(mailboxChecks.list, { params: params() });
      if (items.length === before + 1 && items[0]?.state === 'done') {
        expect(items[0]).toMatchObject({ requestedBy: null, total: { missing: 0 } });
        return;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
  }, 30_000);
});
