import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { supportEmails } from '@switchboard/contracts';
import { SMTPServer } from 'smtp-server';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';

let app: TestApp;
let admin: SignedIn;
let port: number;
const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  allowInsecureAuth: true,
  disableReverseLookup: true,
  onAuth: ({ password }, _session, done) =>
    password === 'right' ? done(null, { user: 'demo' }) : done(new Error('Wrong word')),
});

beforeAll(async () => {
  app = await startTestApp();
  admin = await app.signInAs({ role: 'admin' });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.server.address() as AddressInfo);
}, 60_000);

afterAll(async () => {
  await app?.close();
  await new Promise<void>((resolve) => server.close(resolve));
});

const smtpOf = (more: object) => ({
  host: '127.0.0.1',
  port,
  secure: false,
  username: 'demo',
  password: 'right',
  ...more,
});

it.each([
  ['works', {}, true, 'Mail can be sent.'],
  ['has another password', { password: 'wrong' }, false, 'refused the user name or the password'],
  ['does not begin with TLS', { secure: true }, false, 'Switch TLS off'],
  ['is not there', { port: 9 }, false, 'takes no connection at port 9'],
  ['has no such name', { host: 'nowhere.invalid' }, false, 'no server named nowhere.invalid'],
])(
  'a server that %s',
  async (_what, more, isWorking, words) => {
    const report = await admin.client(supportEmails.test, { body: { smtp: smtpOf(more) } });
    expect(report).toMatchObject({
      imap: null,
      smtp: { isWorking, message: expect.stringContaining(words) as unknown },
    });
  },
  30_000,
);

/** Says this to whoever comes, and hangs up where it has nothing to say. */
async function speaking(words: string): Promise<{ port: number; end: () => void }> {
  const speaker = createServer((socket) => {
    socket.on('error', () => undefined);
    if (words) socket.write(words);
    else socket.destroy();
  });
  speaker.listen(0, '127.0.0.1');
  await once(speaker, 'listening');
  return { port: (speaker.address() as AddressInfo).port, end: () => speaker.close() };
}

it.each<[string, 'imap' | 'smtp', string, object, string]>([
  ['speaks IMAP where SMTP is wanted', 'smtp', `* OK ${'x'.repeat(100)}\r\n`, {}, 'but not as an SMTP server does'],
  ['greets at length before TLS', 'smtp', `220 ${'x'.repeat(100)}\r\n`, { secure: true }, 'Switch TLS off'],
  ['greets at length before TLS', 'imap', `* OK ${'x'.repeat(100)}\r\n`, { secure: true }, 'Switch TLS off'],
  ['hangs up', 'imap', '', {}, 'hung up at port'],
  ['hangs up', 'smtp', '', {}, 'hung up at port'],
])('a server that %s (%s) is told', async (_what, kind, words, more, advice) => {
  const { port: at, end } = await speaking(words);
  const report = await admin.client(supportEmails.test, { body: { [kind]: smtpOf({ port: at, ...more }) } });
  end();
  expect(report[kind]).toMatchObject({ isWorking: false, message: expect.stringContaining(advice) as unknown });
});

it.each(['imap', 'smtp'] as const)('a certificate that has expired is told (%s), in words of ours', async (kind) => {
  // Its own certificate, which ended years ago.
  const sealed = new SMTPServer({ secure: true });
  sealed.listen(0, '127.0.0.1');
  await once(sealed.server, 'listening');
  sealed.on('error', () => undefined);
  const at = (sealed.server.address() as AddressInfo).port;
  const report = await admin.client(supportEmails.test, { body: { [kind]: smtpOf({ port: at, secure: true }) } });
  await new Promise<void>((resolve) => sealed.close(resolve));
  expect(report[kind]).toMatchObject({
    isWorking: false,
    message: expect.stringContaining('has expired or is not valid yet') as unknown,
    serverSaid: null,
  });
});

it('an IMAP server that sends us away is told', async () => {
  const deaf = createServer((socket) => socket.end('* BYE Too many guests\r\n'));
  deaf.listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const imap = smtpOf({ port: (deaf.address() as AddressInfo).port });
  const report = await admin.client(supportEmails.test, { body: { imap } });
  expect(report).toMatchObject({ smtp: null, imap: { isWorking: false } });
  deaf.close();
});

it('an IMAP server that cannot look passwords up is not one that refuses ours', async () => {
  const troubled = createServer((socket) => {
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const [, tag, command] = /^(\S+) (\S+)/.exec(chunk.toString('latin1')) ?? [];
      socket.write(`${tag} ${command === 'LOGIN' ? 'NO Server Unavailable. 15' : 'OK'}\r\n`);
    });
  });
  troubled.listen(0, '127.0.0.1');
  await once(troubled, 'listening');
  const imap = smtpOf({ port: (troubled.address() as AddressInfo).port });
  const report = await admin.client(supportEmails.test, { body: { imap } });
  expect(report.imap).toMatchObject({
    isWorking: false,
    message: expect.stringContaining('could not check') as unknown,
    serverSaid: 'Server Unavailable. 15',
  });
  troubled.close();
});

it('takes the stored password for the server it was given for, and for no other', async () => {
  const box = await admin.client(supportEmails.create, {
    body: { address: 'kept@demo.test', name: 'Kept', smtp: smtpOf({}) },
  });
  const { password: _, ...smtp } = smtpOf({});
  expect(await admin.client(supportEmails.test, { body: { id: box.id, smtp } })).toMatchObject({
    smtp: { isWorking: true },
  });
  const elsewhere = { ...smtp, host: 'localhost' };
  await expect(admin.client(supportEmails.test, { body: { id: box.id, smtp: elsewhere } })).rejects.toMatchObject({
    status: 422,
  });
});
