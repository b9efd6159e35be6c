import { randomUUID } from 'node:crypto';
import { supportEmails } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';
import { MailIntake } from './mail-intake.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;

beforeAll(async () => {
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support' } });
}, 60_000);
afterAll(() => app?.close());

const stored = (id: string) => inbox.next('message', ({ message }) => message.email?.messageId === id);

async function write(id: string, subject: string): Promise<void> {
  await deliverBySmtp(app, `From: Asha <asha@example.test>\r\nMessage-ID: ${id}\r\nSubject: ${subject}\r\n\r\nHello`);
}

/** Resolves once so many transactions wait for one another. */
async function waiting(count: number): Promise<void> {
  for (;;) {
    const { rows } = await app.database.pool.query(
      `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (rows.length >= count) return;
    await app.database.pool.query('select pg_sleep(0.02)');
  }
}

it('an answer without references, and the mail of ours that it answers, find each other', async () => {
  const first = `<${randomUUID()}@example.test>`;
  await write(first, 'Hello');
  await stored(first);

  // Whoever opens a case of the customer stops in the middle.
  const holder = await app.database.pool.connect();
  await holder.query(`begin; select from customers for update`);
  const answer = `<${randomUUID()}@example.test>`;
  await write(answer, 'R: Pump');
  await waiting(1);

  const mailbox = (await admin.client(supportEmails.list, {})).items[0]!;
  const sentAt = new Date(Date.now() - 60_000);
  const ids = Array.from({ length: 10 }, () => `<${randomUUID()}@demo.test>`);
  // Many at once: another worker takes them.
  const accepted = ids.map((id, at) =>
    app.get(MailIntake).accept({
      way: 'imap',
      mailbox,
      externalId: id,
      envelope: { folder: 'sent', arrivedAt: sentAt.toISOString() },
      raw: Buffer.from(
        `From: support@demo.test\r\nTo: asha@example.test\r\nDate: ${sentAt.toUTCString()}\r\nMessage-ID: ${id}\r\nSubject: ${at === 0 ? 'Pump' : `Other ${at}`}\r\n\r\nHello`,
      ),
    }),
  );
  await Promise.all(accepted);
  await waiting(2);
  await holder.query('rollback');
  holder.release();

  const [theirs, ours] = await Promise.all([stored(answer), stored(ids[0]!)]);
  expect(ours.conversation.id).toBe(theirs.conversation.id);
});
