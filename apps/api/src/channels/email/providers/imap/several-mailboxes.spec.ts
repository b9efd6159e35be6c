import { supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { EventStream } from '../../../../kernel/events/event-stream.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../../../testing/test-app.ts';
import { TestLine } from '../../../../testing/test-line.ts';
import { MailboxesRepository } from '../../mailboxes/mailboxes.repository.ts';
import type { MailboxHealth } from '../../mailboxes/mailbox.ts';
import { ImapWatcher } from './imap-watcher.ts';

// CI has it; elsewhere `pnpm test` says how to get it.
const describeWithDovecot = process.env['HAVE_DOVECOT'] || process.env['CI'] ? describe : describe.skip;

const MANY = 4_000;

describeWithDovecot('mailboxes beside each other', () => {
  let big: Dovecot;
  let small: Dovecot;
  let app: TestApp;
  let admin: SignedIn;

  beforeAll(async () => {
    [big, small] = await Promise.all([Dovecot.start(), Dovecot.start()]);
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await Promise.all([big?.stop(), small?.stop()]);
  });

  const mail = (id: string) =>
    `From: Asha Rao <asha@example.test>\r\nTo: support@demo.test\r\nSubject: ${id}\r\nMessage-ID: <${id}@example.test>\r\n\r\nHello\r\n`;
  const count = async (condition: string) => {
    const { rows } = await app.database.pool.query<{ count: number }>(
      `select count(*)::int as count from inbound_events where status = 'processed' and ${condition}`,
    );
    return rows[0]!.count;
  };

  const byAddress = async (wanted: string) => {
    const { items } = await admin.client(supportEmails.list, {});
    return items.find(({ address }) => address === wanted)!;
  };

  /** Looked at again at each event of the log: sockets have to tell of each mail, and lag behind. */
  async function untilProcessed(wanted: number, condition: string): Promise<void> {
    let changed = Promise.withResolvers<void>();
    app.get(EventStream).subscribe(() => changed.resolve());
    while ((await count(condition)) < wanted) {
      await changed.promise;
      changed = Promise.withResolvers();
    }
  }

  /** Of what is set aside no event tells. */
  async function untilNoneWaits(): Promise<void> {
    const waiting = `select pg_sleep(0.05) from inbound_events where status = 'received' limit 1`;
    while ((await app.database.pool.query(waiting)).rows.length > 0);
  }

  it('a small one gets its mail while a big one catches up', async () => {
    for (let number = 0; number < MANY; number += 1) await big.deliver(mail(`big-${number}`));
    const create = (address: string, imap: Dovecot['server']) =>
      admin.client(supportEmails.create, { body: { address, name: address, imap } });
    await create('small@demo.test', small.server);
    await create('big@demo.test', big.server);
    await untilProcessed(1, `account = 'big@demo.test'`);
    await small.deliver(mail('small'));
    await untilProcessed(1, `account = 'small@demo.test'`);
    expect(await count(`account = 'big@demo.test'`)).toBeLessThan(MANY);
    await untilProcessed(MANY, `account = 'big@demo.test'`);
    const { rows } = await app.database.pool.query(`select 1 from messages`);
    expect(rows).toHaveLength(MANY + 1);
  }, 120_000);

  it('of many that come at once each becomes what it is: answers, copies and bombs among them', async () => {
    const before = await count(`account = 'small@demo.test'`);
    const { id } = await byAddress('small@demo.test');
    await admin.client(supportEmails.stopWatch, { params: { id } });
    for (let number = 0; number < 20; number += 1) await small.deliver(mail(`many-${number}`));
    const answer = mail('many-answer').replace('\r\n\r\n', '\r\nIn-Reply-To: <many-3@example.test>\r\n\r\n');
    await small.deliver(answer);
    await small.deliver(mail('many-7'));
    await small.deliver(`${'X-Filler: 1\r\n'.repeat(3_000)}${mail('many-bomb')}`);
    await admin.client(supportEmails.watch, { params: { id } });
    await untilProcessed(before + 21, `account = 'small@demo.test'`);
    await untilNoneWaits();
    const { rows } = await app.database.pool.query<{ mails: number; conversations: number }>(
      `select count(*)::int as mails, count(distinct conversation_id)::int as conversations
       from email_messages mail join messages on messages.id = mail.message_id where internet_message_id like '<many-%'`,
    );
    expect(rows).toEqual([{ mails: 21, conversations: 20 }]);
    const { rows: aside } = await app.database.pool.query<{ status: string; reason: string }>(
      `select status, reason from inbound_events where status in ('ignored', 'rejected') order by status`,
    );
    expect(aside).toMatchObject([
      { status: 'ignored', reason: expect.stringContaining('here already') as unknown },
      { status: 'rejected', reason: expect.stringContaining('header') as unknown },
    ]);
  }, 60_000);

  it('a folder that is as it was is not searched again', async () => {
    const line = new TestLine(small.port);
    await line.start();
    const imap = { ...small.server, port: line.port };
    const { id } = await byAddress('small@demo.test');
    const before = await count(`account = 'small@demo.test'`);
    await admin.client(supportEmails.update, { params: { id }, body: { imap } });
    await small.deliver(mail('one-more'));
    await untilProcessed(before + 1, `account = 'small@demo.test'`);
    await admin.client(supportEmails.stopWatch, { params: { id } });
    // The first look after it sees that all is known; what the one after that does is what counts.
    for (const round of ['first', 'second']) {
      const next = line.connections + 1;
      await admin.client(supportEmails.watch, { params: { id } });
      await line.untilSaid(/IDLE/, next);
      await admin.client(supportEmails.stopWatch, { params: { id } });
      expect([round, line.said.includes('SELECT') || line.said.includes('EXAMINE')]).toEqual([round, true]);
    }
    expect(line.said).not.toMatch(/UID SEARCH/);
    await line.stop();
  }, 30_000);

  it('a connection that died without a word is noticed and replaced', async () => {
    const line = new TestLine(small.port);
    await line.start();
    const [mailbox] = await app.get(MailboxesRepository).all();
    const told: [MailboxHealth, string | null][] = [];
    let isTold = Promise.withResolvers<void>();
    const watcher = new ImapWatcher(
      {
        mailbox: { ...mailbox!, config: { ...mailbox!.config, imap: { ...small.server, port: line.port } } },
        password: small.server.password,
        readerOf: () => ({ catchUp: async () => undefined }),
        report: async (health, detail) => {
          told.push([health, detail]);
          isTold.resolve();
        },
      },
      { lookEvery: 200, answerWithin: 500 },
    );
    const until = async (health: MailboxHealth) => {
      while (told.at(-1)?.[0] !== health) {
        isTold = Promise.withResolvers();
        await isTold.promise;
      }
    };
    await until('healthy');
    line.goDead();
    await until('degraded');
    expect(told.at(-1)?.[1]).toBe('The server does not answer any more.');
    await until('healthy');
    expect(line.connections).toBe(2);
    await watcher.stop();
    await line.stop();
  }, 30_000);
});
