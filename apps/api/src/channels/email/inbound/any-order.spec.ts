import { createHash } from 'node:crypto';
import { supportEmails } from '@switchboard/contracts';
import { makeCorpus, Random, type CorpusMail } from '@switchboard/simulator';
import { createTransport } from 'nodemailer';
import { EventStream } from '../../../kernel/events/event-stream.ts';
import { startTestApp, type TestApp } from '../../../testing/test-app.ts';
import { MailIntake } from './mail-intake.ts';
import { InboundSmtpServer } from '../providers/smtp/inbound-smtp.server.ts';

const TO = 'support@demo.test';
/** Of 2,000, as many as a run of all specs has time for; `MAILS=2000` takes all. */
const COUNT = Number(process.env['MAILS'] ?? 300);
const corpus = makeCorpus({ seed: 20_261_120, count: COUNT, to: TO });
const originals = corpus.filter(({ isCopy }) => !isCopy);
const keyOf = ({ raw }: CorpusMail) => `smtp:${createHash('sha256').update(raw).digest('hex')}`;

/** What an agent sees of one conversation, but for times. */
interface Seen {
  mails: string[];
  customer: string;
  subject: string | null;
  status: string;
  messageCount: number;
  unreadCount: number;
  isWaiting: boolean;
}

type Delivery = (app: TestApp, mails: CorpusMail[]) => Promise<void>;

/** As servers hand in: one after the other, four at a time. */
const bySmtp: Delivery = async (app, mails) => {
  const port = app.get(InboundSmtpServer).port ?? 0;
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    ignoreTLS: true,
    pool: true,
    maxConnections: 4,
    maxMessages: 1_000,
  });
  const waiting = mails.toReversed();
  const carry = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await transport.sendMail({ envelope: { from: next.envelopeFrom, to: TO }, raw: next.raw });
    }
  };
  await Promise.all([carry(), carry(), carry(), carry()]);
  transport.close();
  await worked(app);
};

/** As a mailbox is read: a hundred at a time, which are stored together as far as they can be. */
const fetched: Delivery = async (app, mails) => {
  const admin = await app.signInAs({ role: 'admin' });
  const [mailbox] = (await admin.client(supportEmails.list, {})).items;
  const intake = app.get(MailIntake);
  for (let from = 0; from < mails.length; from += 100) {
    await Promise.all(
      mails.slice(from, from + 100).map((mail) =>
        intake.accept({
          way: 'imap',
          mailbox: { id: mailbox!.id, address: TO },
          externalId: keyOf(mail),
          envelope: { envelopeFrom: mail.envelopeFrom },
          raw: mail.raw,
        }),
      ),
    );
  }
  await worked(app);
};

/** Resolves once nothing of the ledger waits any more: looked at again whenever something happened. */
async function worked(app: TestApp): Promise<void> {
  let happened = Promise.withResolvers<void>();
  app.get(EventStream).subscribe(() => happened.resolve());
  for (;;) {
    const { rows } = await app.database.pool.query(`select 1 from inbound_events where status = 'received' limit 1`);
    if (rows.length === 0) return;
    await Promise.race([happened.promise, app.database.pool.query('select pg_sleep(0.2)')]);
    happened = Promise.withResolvers<void>();
  }
}

/** Conversations by the keys of their mails; of a mail and its copy, the one that came first is there. */
async function seen(app: TestApp): Promise<Seen[]> {
  const nameOf = new Map(corpus.map((mail) => [keyOf(mail), mail]));
  const original = new Map(
    originals.map((mail) => [mail.raw.toString('latin1').replace(/^Received:.*\r\n/, ''), keyOf(mail)]),
  );
  const { rows } = await app.database.pool.query<Seen>(`
    select array_agg(m.external_id) as mails, coalesce(min(i.value), '') as customer, c.subject, c.status,
      c.message_count as "messageCount", c.unread_count as "unreadCount", c.waiting_since is not null as "isWaiting"
    from conversations c join messages m on m.conversation_id = c.id
    left join customer_identities i on i.customer_id = c.customer_id
    group by c.id`);
  const home = (key: string) => {
    const mail = nameOf.get(key);
    return mail?.isCopy ? (original.get(mail.raw.toString('latin1').replace(/^Received:.*\r\n/, '')) ?? key) : key;
  };
  return rows
    .map((row) => ({ ...row, mails: row.mails.map(home).sort() }))
    .sort((a, b) => (a.mails[0]! < b.mails[0]! ? -1 : 1));
}

/** What the generator says must come out: threads, and whose each is. */
function expected() {
  const threads = Map.groupBy(originals, ({ thread }) => thread);
  return [...threads.values()]
    .map((mails) => {
      const [head] = mails.toSorted((a, b) => a.references - b.references || a.sentAt.getTime() - b.sentAt.getTime());
      return { mails: mails.map(keyOf).sort(), customer: head!.writer ?? 'mail:unknown' };
    })
    .sort((a, b) => (a.mails[0]! < b.mails[0]! ? -1 : 1));
}

async function run(
  deliver: Delivery,
  order: CorpusMail[],
): Promise<{ first: Seen[]; again: Seen[]; statuses: Record<string, number> }> {
  const app = await startTestApp({ SMTP_IN_PORT: '0', DATABASE_POOL_SIZE: '12' });
  try {
    const admin = await app.signInAs({ role: 'admin' });
    await admin.client(supportEmails.create, { body: { address: TO, name: 'Support' } });
    await deliver(app, order);
    const first = await seen(app);
    await deliver(app, order.slice(0, 200));
    const again = await seen(app);
    const { rows } = await app.database.pool.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from inbound_events group by status',
    );
    return { first, again, statuses: Object.fromEntries(rows.map(({ status, count }) => [status, count])) };
  } finally {
    await app.close();
  }
}

const orders: [string, Delivery, CorpusMail[]][] = [
  ['in order', bySmtp, corpus],
  ['reversed', bySmtp, corpus.toReversed()],
  ['shuffled', bySmtp, new Random(42).shuffled(corpus)],
  ['in order, many at once,', fetched, corpus],
  ['shuffled, many at once,', fetched, new Random(43).shuffled(corpus)],
];

describe(`${corpus.length} mails of all kinds`, () => {
  let inOrder: Seen[] | null = null;

  it.each(orders)('%s make the same conversations, and once more nothing', async (_name, deliver, order) => {
    const { first, again, statuses } = await run(deliver, order);
    expect(first.map(({ mails, customer }) => ({ mails, customer }))).toEqual(expected());
    expect(Object.keys(statuses).sort()).toEqual(['ignored', 'processed']);
    expect(again).toEqual(first);
    inOrder ??= first;
    expect(first).toEqual(inOrder);
  });
});
