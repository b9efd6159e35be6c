import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { supportEmails } from '@switchboard/contracts';
import { startTestApp, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp } from '../../../testing/test-mail.ts';

const CROWD = 8 * availableParallelism();

let app: TestApp;

beforeAll(async () => {
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  const admin = await app.signInAs({ role: 'admin' });
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support' } });
  // The parsing thread has loaded its code.
  await deliverBySmtp(app, 'From: asha@example.test\r\nSubject: First\r\n\r\nhi');
  await settled('First');
}, 60_000);

afterAll(() => app?.close());

interface Row {
  status: string;
  reason: string | null;
  due: Date | null;
  took: number;
}

async function row(subject: string): Promise<Row | undefined> {
  const { rows } = await app.database.pool.query<Row>(
    `select status, reason, next_attempt_at as due, (extract(epoch from processed_at - received_at) * 1000)::float8 as took
     from inbound_events where body_key is not null = $1 order by id desc limit 1`,
    [subject === 'Large'],
  );
  return rows[0];
}

async function settled(subject: string): Promise<Row> {
  for (;;) {
    const found = await row(subject);
    if (found && found.status !== 'received') return found;
    await app.database.pool.query('select pg_sleep(0.05)');
  }
}

/** Takes the processors away from everybody else. */
async function crowded(): Promise<Worker[]> {
  const workers = Array.from(
    { length: CROWD },
    () => new Worker(`require('node:worker_threads').parentPort.postMessage('busy'); for (;;);`, { eval: true }),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  return workers;
}

it('a large mail that a busy machine had no time for is set aside, and read when there is time', async () => {
  const line = 'play \r\n';
  const type = 'Content-Type: text/plain';
  const large = `From: asha@example.test\r\nSubject: Large\r\n${type}\r\n\r\n${line.repeat(800_000)}`;
  const crowd = await crowded();
  let first: Row;
  try {
    await deliverBySmtp(app, large);
    first = await settled('Large');
  } finally {
    await Promise.all(crowd.map((worker) => worker.terminate()));
  }
  expect(first).toMatchObject({
    status: 'rejected',
    reason: expect.stringMatching(/machine had.*tried again/) as unknown,
  });
  expect(first.took).toBeLessThan(5_000);
  expect(first.due!.getTime()).toBeGreaterThan(Date.now());

  // As if it were a minute later.
  await app.database.pool.query(`update inbound_events set next_attempt_at = now() where next_attempt_at is not null`);
  for (;;) {
    const found = await row('Large');
    if (found?.status === 'processed') break;
    // The machine of this spec may still be busy with others.
    if (found?.status === 'rejected') expect(found.reason).toMatch(/tried again/);
    await app.database.pool.query(
      `with again as (update inbound_events set next_attempt_at = now() where status = 'rejected' and next_attempt_at > now())
       select pg_sleep(0.1)`,
    );
  }
  const { rows } = await app.database.pool.query(`select 1 from email_messages where subject = 'Large'`);
  expect(rows).toHaveLength(1);
}, 120_000);
