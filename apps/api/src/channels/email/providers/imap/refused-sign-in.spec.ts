import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { MailboxConfig, type Mailbox, type MailboxHealth } from '../../mailboxes/mailbox.ts';
import { ImapWatcher } from './imap-watcher.ts';

/** A server that answers each sign-in with the words of this test. */
let answer = '';
let server: Server;
const sockets = new Set<Socket>();

beforeAll(async () => {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    socket.on('data', (chunk: Buffer) => {
      for (const line of chunk.toString('latin1').split('\r\n')) {
        const [, tag, command] = /^(\S+) (\S+)/.exec(line) ?? [];
        if (command === 'LOGIN') socket.write(`${tag} ${answer}\r\n`);
        else if (command === 'LOGOUT') socket.end(`* BYE\r\n${tag} OK\r\n`);
        else if (tag) socket.write(`${tag} OK\r\n`);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
});

function mailbox(): Mailbox {
  const { port } = server.address() as AddressInfo;
  const imap = { host: '127.0.0.1', port, secure: false, username: 'support' };
  return {
    id: 'box',
    address: 'support@demo.test',
    name: 'Support',
    isActive: true,
    config: MailboxConfig.parse({ imap, watch: true }),
    credentials: null,
    health: 'connecting',
    healthDetail: null,
    lastSuccessAt: null,
    smtpRefusal: null,
    smtpRefusedAt: null,
    createdAt: new Date(),
    updatedAt: new Date(),
  };
}

/** What the watch makes of that answer. */
async function toldOf(words: string): Promise<{ health: MailboxHealth; detail: string | null }> {
  answer = words;
  const told = Promise.withResolvers<{ health: MailboxHealth; detail: string | null }>();
  const watcher = new ImapWatcher({
    mailbox: mailbox(),
    password: 'secret',
    readerOf: () => ({ catchUp: async () => undefined }),
    report: async (health, detail) => told.resolve({ health, detail }),
  });
  const first = await told.promise;
  await watcher.stop();
  return first;
}

describe('a mailbox is given up when the server says that the sign-in is refused', () => {
  it.each([
    'NO [AUTHENTICATIONFAILED] Authentication failed.',
    'NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)',
    'NO [AUTHENTICATIONFAILED] LOGIN Invalid credentials or IMAP is disabled sc=ebI8JB0ug4Y1_290737_53p',
    'NO [AUTHENTICATIONFAILED] (#AUTH012) Incorrect username or password.',
    'NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)',
    'NO [WEBALERT https://accounts.google.com/signin/continue?sarp=1] Web login required.',
    'NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page (Failure)',
    'NO [AUTHORIZATIONFAILED] No such authorization-ID',
    'NO [EXPIRED] Password expired',
    'NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.',
    'NO LOGIN failed.',
    'NO AUTHENTICATE failed.',
    'NO Login failed: authentication failure',
    'NO Login failed: user not found',
    'NO Invalid user name or password',
    'NO Incorrect password',
    'NO The password is incorrect',
    'NO Username/Password incorrect',
  ])('%s', async (words) => {
    expect(await toldOf(words)).toMatchObject({
      health: 'auth_failed',
      detail: expect.stringMatching(/\w/) as unknown,
    });
  });
});

describe('it is tried again when the server could not say whether they are right', () => {
  it.each([
    'NO Server Unavailable. 15',
    'NO Lookup failed a1b2c3',
    'NO [ALERT] System busy, please retry',
    'NO Internal server error occurred.',
    'NO [UNAVAILABLE] Temporary authentication failure.',
    'NO Temporary authentication failure.',
    'NO [SERVERBUG] Internal login failure. Refer to server log for more information.',
    'NO [LIMIT] LOGIN Rate limit hit.',
    'NO [ALERT] Too many simultaneous connections. (Failure)',
    'NO [AUTHENTICATIONFAILED] Too many login failures, please try again later',
    'NO [UNAVAILABLE] Login failed',
    'NO Login failed: generic failure',
    'NO Login fail. Account is abnormal, password is incorrect, login frequency limited, or system is busy.',
    'NO',
    'NO Not now',
    'BAD Command received in Invalid state.',
    'BAD User is authenticated but not connected.',
  ])('%s', async (words) => {
    expect(await toldOf(words)).toMatchObject({ health: 'degraded' });
  });
});
