import { monitorEventLoopDelay } from 'node:perf_hooks';
import { supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { mailBombs } from '@switchboard/simulator';
import { startTestApp, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp } from '../../../testing/test-mail.ts';

const SETTLED_MILLISECONDS = 5_000;
const STALL_MILLISECONDS = 500;
const hasDovecot = Boolean(process.env['HAVE_DOVECOT'] || process.env['CI']);

let app: TestApp;
let dovecot: Dovecot | null = null;

beforeAll(async () => {
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  const admin = await app.signInAs({ role: 'admin' });
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support' } });
  if (hasDovecot) {
    dovecot = await Dovecot.start();
    await admin.client(supportEmails.create, {
      body: { address: 'imap@demo.test', name: 'IMAP', imap: dovecot.server },
    });
  }
  await deliver.smtp('From: a@example.test\r\nSubject: Warm up\r\n\r\nhi');
  await settled('smtp', 1);
}, 60_000);

afterAll(async () => {
  await app?.close();
  await dovecot?.stop();
});

const deliver = {
  smtp: (raw: string | Buffer) => deliverBySmtp(app, raw.toString('latin1')),
  imap: async (raw: string | Buffer) => {
    await dovecot?.deliver(raw.toString('latin1'));
  },
};

/** What became of the newest row, once as many rows are there as were sent and none waits. */
async function settled(way: string, count: number): Promise<{ status: string; reason: string | null; took: number }> {
  for (;;) {
    const { rows } = await app.database.pool.query<{ status: string; reason: string | null; took: number; n: number }>(
      `select status, reason, (extract(epoch from processed_at - received_at) * 1000)::float8 as took, count(*) over ()::int as n
       from inbound_events where provider = $1 order by id desc limit 1`,
      [way],
    );
    const [row] = rows;
    if (row && row.n >= count && row.status !== 'received') return row;
    await app.database.pool.query('select pg_sleep(0.05)');
  }
}

const ways = (['smtp', 'imap'] as const).filter((way) => way === 'smtp' || hasDovecot);

describe.each(ways)('by %s', (way) => {
  let sent = way === 'smtp' ? 1 : 0;

  it.each(mailBombs(way).map(({ name, raw }) => [name, raw] as const))(
    '%s is stored or set aside, and nothing stands still',
    async (_name, raw) => {
      const { pid } = process;
      const delay = monitorEventLoopDelay({ resolution: 10 });
      // Making and handing over the mail is the sender's part, in this same process.
      await deliver[way](raw);
      delay.enable();
      const outcome = await settled(way, ++sent);
      delay.disable();
      expect(['processed', 'rejected', 'ignored']).toContain(outcome.status);
      if (outcome.status !== 'processed') expect(outcome.reason).toMatch(/\S/);
      expect(outcome.took).toBeLessThan(SETTLED_MILLISECONDS);
      expect(delay.max / 1e6).toBeLessThan(STALL_MILLISECONDS);
      expect(process.pid).toBe(pid);
    },
  );

  it('and the next mail is read as if nothing had been', async () => {
    await deliver[way](
      `From: asha@example.test\r\nMessage-ID: <after-${way}@example.test>\r\nSubject: After\r\n\r\nStill here`,
    );
    expect(await settled(way, ++sent)).toMatchObject({ status: 'processed' });
  });
});
