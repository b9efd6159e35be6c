import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { ledger, supportEmails, type InboundEvent } from '@switchboard/contracts';
import { refusal } from '../../../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../../../testing/test-app.ts';
import { deliverBySmtp } from '../../../../testing/test-mail.ts';
import { InboundSmtpServer } from './inbound-smtp.server.ts';

let app: TestApp;
let admin: SignedIn;

beforeAll(async () => {
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Demo' } });
}, 60_000);
afterAll(() => app?.close());

const rowsOf = async (account: string): Promise<InboundEvent[]> =>
  (await admin.client(ledger.list, { query: { account } })).items;

/** Says one line after the other; gives back what the last was answered. */
async function talk(...lines: string[]): Promise<string> {
  const socket = connect(app.get(InboundSmtpServer).port ?? 0, '127.0.0.1');
  const answers = createInterface({ input: socket })[Symbol.asyncIterator]();
  let last = '';
  for (const line of ['', ...lines]) {
    if (line) socket.write(`${line}\r\n`);
    do last = ((await answers.next()) as IteratorYieldResult<string>).value;
    while (last[3] === '-');
  }
  socket.destroy();
  return last;
}

it('a mail that is too large is noted, with who sent it to whom and its size', async () => {
  const sent = deliverBySmtp(app, `Subject: Plans\r\n\r\n${'x'.repeat(998).concat('\r\n').repeat(27_000)}`);
  await expect(sent).rejects.toMatchObject({
    responseCode: 552,
    response: expect.stringContaining('Mails of up to 25 MB'),
  });
  const [row, ...others] = await rowsOf('support@demo.test');
  expect(others).toEqual([]);
  expect(row).toMatchObject({
    provider: 'smtp',
    status: 'rejected',
    reason: 'Not taken: it has 25.8 MB, mails of up to 25 MB are.',
  });
  expect(row!.bodySize).toBeGreaterThan(27_000_000);
  const params = { id: row!.id };
  const { headers, ...kept } = await admin.client(ledger.get, { params });
  expect(headers).toMatchObject({ envelopeFrom: 'asha@example.test', envelopeTo: 'support@demo.test' });
  expect(kept).toMatchObject({ body: null, bodyKept: 0, isReplayable: false });
  expect(await refusal(admin.client(ledger.replay, { params }))).toMatchObject({
    status: 409,
    message: 'It was refused, and its body was not kept.',
  });
});

it('so is one that was only announced', async () => {
  const announced = ['EHLO mx.example.test', 'MAIL FROM:<dev@example.test> SIZE=31457280'];
  expect(await talk(...announced, 'RCPT TO:<support+a@demo.test>')).toMatch(/^552 5\.3\.4 Mails of up to 25 MB/);
  const [row] = await rowsOf('support@demo.test');
  expect(row).toMatchObject({ bodySize: 31_457_280, reason: expect.stringContaining('it has 30 MB') });
  expect((await admin.client(ledger.get, { params: { id: row!.id } })).headers).toMatchObject({
    envelopeFrom: 'dev@example.test',
    envelopeTo: 'support+a@demo.test',
  });
});

it('one for nobody here is noted under our domain, the same once a day; one for another domain is not', async () => {
  const write = (to: string) => deliverBySmtp(app, 'Subject: Hello\r\n\r\nHello', to);
  for (const to of ['suport@demo.test', 'suport@demo.test', 'somebody@elsewhere.test']) {
    await expect(write(to)).rejects.toMatchObject({ responseCode: 550 });
  }
  expect(await rowsOf('@demo.test')).toMatchObject([
    { status: 'rejected', reason: 'Not taken: there is no mailbox suport@demo.test here, or it is switched off.' },
  ]);
  expect(await rowsOf('@elsewhere.test')).toEqual([]);
});

it('a flood of them does not fill the ledger', async () => {
  const recipients = Array.from({ length: 80 }, (_, at) => `RCPT TO:<guess${at}@demo.test>`);
  expect(await talk('EHLO mx.example.test', 'MAIL FROM:<>', ...recipients)).toMatch(/^550 /);
  const { rows } = await app.database.pool.query(`select 1 from inbound_events where account = '@demo.test'`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.length).toBeLessThanOrEqual(60);
});
