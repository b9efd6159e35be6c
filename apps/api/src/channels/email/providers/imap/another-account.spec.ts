import { mailboxChecks, supportEmails, type SupportEmail } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { EventStream } from '../../../../kernel/events/event-stream.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../../../testing/test-app.ts';

// CI has it; elsewhere `pnpm test` says how to get it.
const describeWithDovecot = process.env['HAVE_DOVECOT'] || process.env['CI'] ? describe : describe.skip;

const UID_VALIDITY = 1_700_000_000;
const NO_MESSAGE_ID = 'From: alarm@example.test\r\nSubject: alarm\r\n\r\nDisk full\r\n';

/** Two accounts whose servers happen to number their mails alike, as a restored or migrated one does. */
describeWithDovecot('another account behind a mailbox', () => {
  let first: Dovecot;
  let second: Dovecot;
  let app: TestApp;
  let admin: SignedIn;
  let box: SupportEmail;

  beforeAll(async () => {
    [first, second] = await Promise.all([numbered('first'), numbered('second')]);
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await Promise.all([first?.stop(), second?.stop()]);
  });

  async function numbered(user: string): Promise<Dovecot> {
    const dovecot = await Dovecot.start(user);
    await dovecot.down();
    await dovecot.renumber(UID_VALIDITY);
    await dovecot.up();
    return dovecot;
  }

  const mail = (id: string) =>
    `From: Asha Rao <asha@example.test>\r\nTo: support@demo.test\r\nSubject: ${id}\r\nMessage-ID: <${id}@example.test>\r\n\r\nHello\r\n`;

  const create = (imap: Dovecot['server']) =>
    admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support', imap } });
  const changeTo = (imap: Dovecot['server']) =>
    admin.client(supportEmails.update, { params: { id: box.id }, body: { imap } });

  async function subjects(): Promise<string[]> {
    const { rows } = await app.database.pool.query<{ subject: string }>('select subject from email_messages');
    return rows.map(({ subject }) => subject).toSorted();
  }

  /** What became messages, once the ledger has so many rows and none waits: looked at again at each event of the log. */
  async function settled(rowCount: number): Promise<string[]> {
    let changed = Promise.withResolvers<void>();
    app.get(EventStream).subscribe(() => changed.resolve());
    for (;;) {
      const { rows } = await app.database.pool.query<{ status: string }>('select status from inbound_events');
      if (rows.length >= rowCount && rows.every(({ status }) => status !== 'received')) {
        expect(rows).toHaveLength(rowCount);
        return subjects();
      }
      await Promise.race([changed.promise, app.database.pool.query('select pg_sleep(0.1)')]);
      changed = Promise.withResolvers<void>();
    }
  }

  it('hides none of its mails behind those of the first with the same numbers', async () => {
    await first.deliver(mail('of-the-first'));
    await first.deliver(mail('in-both'));
    await first.deliver(NO_MESSAGE_ID);
    box = await create(first.server);
    expect(await settled(3)).toEqual(['alarm', 'in-both', 'of-the-first']);
    await second.deliver(mail('of-the-second'));
    await second.deliver(NO_MESSAGE_ID);
    await second.deliver(mail('in-both'));
    await changeTo(second.server);
    expect(await settled(6)).toEqual(['alarm', 'in-both', 'of-the-first', 'of-the-second']);
    await second.deliver(mail('second-live'));
    expect(await settled(7)).toHaveLength(5);
  }, 30_000);

  it('is compared with the ledger by its own numbers', async () => {
    await admin.client(mailboxChecks.start, { params: { id: box.id } });
    for (;;) {
      const { items } = await admin.client(mailboxChecks.list, { params: { id: box.id } });
      if (items[0]?.state === 'running') continue;
      expect(items[0]).toMatchObject({ state: 'done', total: { onServer: 4, missing: 0 } });
      return;
    }
  });

  it('gives way to the first again, which goes on where it was', async () => {
    await first.deliver(mail('first-meanwhile'));
    await changeTo(first.server);
    expect(await settled(8)).toContain('first-meanwhile');
  });

  it('does so also where the mailbox is removed and made anew, and nothing is there twice', async () => {
    await admin.client(supportEmails.remove, { params: { id: box.id } });
    await second.deliver(mail('second-meanwhile'));
    box = await create(second.server);
    expect(await settled(9)).toContain('second-meanwhile');
    expect(await subjects()).toHaveLength(7);
  }, 30_000);

  it('an account from before accounts were told apart keeps its keys and its place', async () => {
    await admin.client(supportEmails.stopWatch, { params: { id: box.id } });
    const { pool } = app.database;
    // Its node has let go of it.
    const watched = `select pg_sleep(0.05) from pg_locks where locktype = 'advisory' and classid = 7310002
      and database = (select oid from pg_database where datname = current_database()) limit 1`;
    while ((await pool.query(watched)).rows.length > 0);
    await pool.query(`update channel_accounts set config = config - 'imapAccount'`);
    await pool.query(`update mailbox_cursors set imap_account = ''`);
    await pool.query(`update inbound_events set external_id = 'was-' || external_id`);
    await second.deliver(mail('after-the-upgrade'));
    await admin.client(supportEmails.watch, { params: { id: box.id } });
    expect(await settled(10)).toContain('after-the-upgrade');
    const { rows } = await pool.query('select external_id from inbound_events order by id desc limit 1');
    expect(rows).toEqual([{ external_id: `imap:INBOX:${UID_VALIDITY}:6` }]);
    await changeTo(first.server);
    // All of the first is looked through again, and known by its content.
    expect(await settled(14)).toHaveLength(8);
  }, 30_000);
});
