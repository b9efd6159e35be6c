import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { emails, supportEmails, type Message } from '@switchboard/contracts';
import { SMTPServer } from 'smtp-server';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;
let boxId: string;
let port: number;
let password = 'right';
let signIns = 0;
const heard = new EventEmitter();
/** What the server waits for before it answers a sign-in. */
let beforeAnswer = Promise.resolve();

const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  disableReverseLookup: true,
  onAuth: (given, _session, done) => {
    signIns += 1;
    heard.emit('sign-in');
    const decide = () => {
      if (given.password === password) done(null, { user: 'demo' });
      else done(Object.assign(new Error('5.7.8 Error: authentication failed'), { responseCode: 535 }));
    };
    beforeAnswer.then(decide, decide);
  },
  onData: (stream, _session, done) => {
    stream.resume().on('end', () => done());
  },
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.server.address() as AddressInfo);
  app = await startTestApp({ SMTP_IN_PORT: '0', UNDO_SECONDS: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  const body = { address: 'support@demo.test', name: 'Support', smtp: smtpWith('right') };
  boxId = (await admin.client(supportEmails.create, { body })).id;
}, 60_000);

afterAll(async () => {
  await app?.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

const smtpWith = (given: string) => ({
  host: '127.0.0.1',
  port,
  secure: false,
  username: 'demo',
  password: given,
});
const box = () => admin.client(supportEmails.get, { params: { id: boxId } });
const save = (given: string) =>
  admin.client(supportEmails.update, { params: { id: boxId }, body: { smtp: smtpWith(given) } });

async function reply(): Promise<Message> {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(app, `From: asha@example.test\r\nSubject: Cup\r\nMessage-ID: ${id}\r\n\r\nHello`);
  const { message } = await inbox.next(
    'message',
    ({ cause, message: { email } }) => cause === 'message.received' && email?.messageId === id,
  );
  return admin.client(emails.reply, { params: { id: message.id }, body: { clientKey: randomUUID(), text: 'Hi' } });
}

const sent = ({ id }: Message) =>
  inbox.next('message', ({ message }) => message.id === id && message.delivery.state === 'sent');
const held = async ({ id }: Message) => {
  const told = await inbox.next(
    'message',
    ({ cause, message }) =>
      cause === 'message.delivery_changed' && message.id === id && message.delivery.state === 'queued',
  );
  return told.message.delivery;
};

it('mails wait with the words of the server, which is not asked again for each, and leave with the right password', async () => {
  await sent(await reply());
  expect((await box()).smtpRefusal).toBeNull();
  password = 'another';
  await save('outdated');
  signIns = 0;
  const first = await reply();
  const refused = await held(first);
  expect(refused.error).toContain('support@demo.test may not sign in to send');
  expect(refused.error).toContain('535 5.7.8 Error: authentication failed');
  expect(Date.parse(refused.sendAt ?? '')).toBeGreaterThan(Date.now() + 60_000);
  expect((await box()).smtpRefusal).toContain('535 5.7.8');
  const asked = signIns;
  const second = await reply();
  expect((await held(second)).error).toContain('535 5.7.8');
  expect(signIns).toBe(asked);

  await save('another');
  await Promise.all([sent(first), sent(second)]);
  expect((await box()).smtpRefusal).toBeNull();
}, 60_000);

it('a server that changes its mind is found out by the next try, and lets all go', async () => {
  password = 'a third';
  await save('another');
  const [first, second] = [await reply(), await reply()];
  await Promise.all([held(first), held(second)]);
  password = 'another';
  // As if it were a while later.
  await app.database.pool.query(`update channel_accounts set smtp_refused_at = now() - interval '1 hour'`);
  await sent(await reply());
  await Promise.all([sent(first), sent(second)]);
  expect((await box()).smtpRefusal).toBeNull();
}, 60_000);

it('a refusal that comes after the password was corrected says nothing of the new one', async () => {
  password = 'a fourth';
  const opened = Promise.withResolvers<void>();
  beforeAnswer = opened.promise;
  const asked = once(heard, 'sign-in');
  await save('outdated');
  const message = await reply();
  await asked;
  await save('a fourth');
  opened.resolve();
  await sent(message);
  expect((await box()).smtpRefusal).toBeNull();
}, 60_000);
