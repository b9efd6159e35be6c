import { randomUUID } from 'node:crypto';
import { supportEmails, type SupportEmail } from '@switchboard/contracts';
import { createTestDatabase, Dovecot, type TestDatabase } from '@switchboard/local-stack';
import { startTestApp, type SignedIn, type TestApp } from '../../../../testing/test-app.ts';
import type { TestSocket } from '../../../../testing/test-socket.ts';
import { EventStream } from '../../../../kernel/events/event-stream.ts';

// CI has it; elsewhere `pnpm test` says how to get it.
const describeWithDovecot = process.env['HAVE_DOVECOT'] || process.env['CI'] ? describe : describe.skip;

describeWithDovecot('a mailbox watched by IMAP', () => {
  let dovecot: Dovecot;
  let database: TestDatabase;
  let app: TestApp;
  let admin: SignedIn;
  let inbox: TestSocket;
  let box: SupportEmail;

  beforeAll(async () => {
    dovecot = await Dovecot.start();
    database = await createTestDatabase();
    app = await startTestApp({ DATABASE_URL: database.url });
    admin = await app.signInAs({ role: 'admin' });
    inbox = await admin.connect('/emails');
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await database?.drop();
    await dovecot?.stop();
  });

  function mail({ id = `<${randomUUID()}@example.test>`, text = 'Hello', more = '' } = {}) {
    const raw = `From: Asha Rao <asha@example.test>\r\nTo: support@demo.test\r\nSubject: Hello\r\nMessage-ID: ${id}\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\n${more}\r\n${text}\r\n`;
    return { id, raw };
  }

  const arrived = (id: string) =>
    inbox.next('message', ({ cause, message }) => cause === 'message.received' && message.email?.messageId === id);

  /** The mailbox once it is in this state: looked at again at each change. */
  async function healthIs(health: SupportEmail['health'], id = box.id): Promise<SupportEmail> {
    let changed = Promise.withResolvers<void>();
    app.get(EventStream).subscribe((events) => {
      if (events.some(({ type }) => type === 'channel_account.changed')) changed.resolve();
    });
    for (;;) {
      const found = await admin.client(supportEmails.get, { params: { id } });
      if (found.health === health) return found;
      await changed.promise;
      changed = Promise.withResolvers<void>();
    }
  }

  const ledger = async () => {
    const { rows } = await app.database.pool.query<{ external_id: string; status: string; reason: string | null }>(
      `select external_id, status, reason from inbound_events where provider = 'imap' order by id`,
    );
    return rows;
  };

  it('brings in what lies there when it is added, and then what comes, within a second', async () => {
    const before = mail();
    await dovecot.deliver(before.raw);
    box = await admin.client(supportEmails.create, {
      body: { address: 'support@demo.test', name: 'Support', imap: dovecot.server },
    });
    expect(box).toMatchObject({ isWatching: true, health: 'connecting' });
    await arrived(before.id);
    expect((await healthIs('healthy')).lastSuccessAt).not.toBeNull();

    const live = mail();
    const start = Date.now();
    await dovecot.deliver(live.raw);
    const { message } = await arrived(live.id);
    expect(message.text).toBe('Hello');
    expect(Date.now() - start).toBeLessThan(2_000);
  });

  it('brings in many at once, each once', async () => {
    const mails = Array.from({ length: 60 }, (_, index) => mail({ text: `Number ${index}` }));
    await Promise.all(mails.map(({ raw }) => dovecot.deliver(raw)));
    await Promise.all(mails.map(({ id }) => arrived(id)));
    const rows = await ledger();
    expect(new Set(rows.map(({ external_id: key }) => key)).size).toBe(rows.length);
    expect(rows).toHaveLength(62);
  }, 30_000);

  it('survives a restart of the server, and misses nothing of the meantime', async () => {
    await dovecot.down();
    expect((await healthIs('degraded')).isWatching).toBe(true);
    const meanwhile = mail();
    await dovecot.deliver(meanwhile.raw);
    await dovecot.up();
    await arrived(meanwhile.id);
    await healthIs('healthy');
    const after = mail();
    await dovecot.deliver(after.raw);
    await arrived(after.id);
  }, 30_000);

  it('a new numbering of the mailbox doubles nothing', async () => {
    const count = (await ledger()).length;
    await dovecot.down();
    await healthIs('degraded');
    await dovecot.renumber();
    const fresh = mail();
    await dovecot.deliver(fresh.raw);
    await dovecot.up();
    await arrived(fresh.id);
    let rows = (await ledger()).slice(count);
    // What is new goes first; those that are here already are told apart after it.
    while (rows.some(({ status }) => status === 'received')) rows = (await ledger()).slice(count);
    expect(rows).toHaveLength(count + 1);
    expect(rows.filter(({ status }) => status === 'ignored')).toHaveLength(count);
    const { rows: messages } = await app.database.pool.query('select 1 from messages');
    expect(messages).toHaveLength(count + 1);
  }, 30_000);

  it('mails without a Message-ID that are alike are two mails', async () => {
    const raw = 'From: alarm@example.test\r\nSubject: Disk full\r\n\r\nDisk full\r\n';
    const alarm = () =>
      inbox.next(
        'message',
        ({ cause, message }) => cause === 'message.received' && message.email?.subject === 'Disk full',
      );
    await dovecot.deliver(raw);
    const one = await alarm();
    await dovecot.deliver(raw);
    const two = await alarm();
    expect(two.message.id).not.toBe(one.message.id);
  });

  it('stops when told to, and goes on where it was', async () => {
    const params = { id: box.id };
    expect(await admin.client(supportEmails.stopWatch, { params })).toMatchObject({
      isWatching: false,
      health: 'stopped',
    });
    const unseen = mail();
    await dovecot.deliver(unseen.raw);
    expect(await admin.client(supportEmails.watch, { params })).toMatchObject({
      isWatching: true,
      health: 'connecting',
    });
    await arrived(unseen.id);
    await healthIs('healthy');
  });

  it('a wrong password is told and ends the watch; the right one starts it again', async () => {
    const params = { id: box.id };
    await admin.client(supportEmails.update, { params, body: { imap: { ...dovecot.server, password: 'wrong' } } });
    const refused = await healthIs('auth_failed');
    expect(refused).toMatchObject({ isWatching: false, healthDetail: expect.stringMatching(/auth/i) as unknown });
    await admin.client(supportEmails.update, { params, body: { imap: dovecot.server } });
    await healthIs('healthy');
    const after = mail();
    await dovecot.deliver(after.raw);
    expect((await arrived(after.id)).message.email?.messageId).toBe(after.id);
  });

  it('its server can be tried before it is saved', async () => {
    const imap = dovecot.server;
    expect(await admin.client(supportEmails.test, { body: { imap } })).toEqual({
      imap: { isWorking: true, message: 'Mail can be received.', serverSaid: null },
      smtp: null,
    });
    const wrong = await admin.client(supportEmails.test, { body: { imap: { ...imap, password: 'wrong' } } });
    expect(wrong.imap).toMatchObject({ isWorking: false, message: expect.stringContaining('password') as unknown });
  });

  it('a server that is not there is tried again and again, never given up', async () => {
    const nowhere = await admin.client(supportEmails.create, {
      body: { address: 'nowhere@demo.test', name: 'Nowhere', imap: { ...dovecot.server, port: 9 } },
    });
    const degraded = await healthIs('degraded', nowhere.id);
    expect(degraded).toMatchObject({
      isWatching: true,
      healthDetail: expect.stringContaining('ECONNREFUSED') as unknown,
    });
    await admin.client(supportEmails.remove, { params: { id: nowhere.id } });
  });

  it('is watched by one node at a time, and by another when that one ends', async () => {
    const second = await startTestApp({ DATABASE_URL: database.url });
    const { rows } = await app.database.pool.query(
      `select 1 from pg_locks where locktype = 'advisory' and classid = 7310002 and granted`,
    );
    expect(rows).toHaveLength(1);
    const first = app;
    app = second;
    admin = await app.signInAs({ role: 'admin' });
    inbox = await admin.connect('/emails');
    await first.close();
    const after = mail();
    await dovecot.deliver(after.raw);
    expect((await arrived(after.id)).message.email?.messageId).toBe(after.id);
  }, 30_000);
});
