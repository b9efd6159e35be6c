import { randomUUID } from 'node:crypto';
import {
  apiTokens,
  auth,
  conversations,
  namespaces,
  supportEmails,
  whatsappAccounts,
  type Conversation,
} from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { interaktSignature, startSimulator, type Simulator } from '@switchboard/simulator';
import { PinoLogger } from 'nestjs-pino';
import pino from 'pino';
import { SMTPServer } from 'smtp-server';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp } from '../../testing/test-mail.ts';
import { routesOf } from '../http/openapi.ts';

/** Each is put where such a secret goes; none may come out anywhere. */
const canaries: Record<string, string> = {
  imapPassword: 'canary-1-Qm7pZ2',
  smtpPassword: 'canary-2-Xw4kT9',
  apiKey: 'canary-3-Lr8vB5',
  webhookSecret: 'canary-4-Hs3nD6',
  querySecret: 'canary-5-Gy1cJ8',
  bodyKey: 'canary-6-Ub9fM4',
};
const hasDovecot = Boolean(process.env['HAVE_DOVECOT'] || process.env['CI']);

let app: TestApp;
let owner: SignedIn;
let simulator: Simulator;
let dovecot: Dovecot | null = null;
const ids: string[] = [];
const heard: string[] = [];
const answers: string[] = [];
const logged: string[] = [];
const authorised: string[] = [];

/** A mail server that knows nobody. */
const mailServer = new SMTPServer({
  allowInsecureAuth: true,
  disabledCommands: ['STARTTLS'],
  disableReverseLookup: true,
  onAuth: ({ password }, _session, done) => {
    authorised.push(password ?? '');
    done(new Error('Invalid username or password'));
  },
});

beforeAll(async () => {
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  // All loggers are children of this one, and write what and where it does.
  PinoLogger.root.level = 'trace';
  Object.assign(PinoLogger.root, { [pino.symbols.streamSym]: { write: (line: string) => logged.push(line) } });
  owner = await app.signInAs({ role: 'owner' });
  for (const namespace of namespaces) {
    const { socket } = await owner.connect(namespace);
    socket.onAny((...event: unknown[]) => heard.push(JSON.stringify(event)));
  }
  await new Promise<void>((resolve) => mailServer.listen(0, '127.0.0.1', resolve));
  if (hasDovecot) dovecot = await Dovecot.start();
  simulator = await startSimulator({
    port: 0,
    apiUrl: app.url,
    interakt: { slug: 'main', apiKey: 'another-key', webhookSecret: 'another-secret', businessNumber: '+919000099999' },
    smtpIn: { host: '127.0.0.1', port: 9 },
    smtpSinkPort: 0,
    supportAddress: 'support@demo.test',
  });
  await plant();
}, 60_000);

afterAll(async () => {
  await app?.close();
  await simulator?.stop();
  await dovecot?.stop();
  await new Promise<void>((resolve) => mailServer.close(resolve));
});

async function plant(): Promise<void> {
  const { port } = mailServer.server.address() as { port: number };
  const server = { host: '127.0.0.1', port, secure: false, username: 'support' };
  const imap = { ...(dovecot?.server ?? { ...server, port: 1 }), password: canaries['imapPassword']! };
  const smtp = { ...server, password: canaries['smtpPassword']! };
  const mailbox = { address: 'support@demo.test', name: 'Support', imap, smtp };
  const { id } = await owner.client(supportEmails.create, { body: mailbox });
  const account = await owner.client(whatsappAccounts.create, {
    body: {
      provider: 'interakt',
      slug: 'main',
      name: 'Main number',
      address: '+91 90000 99999',
      apiKey: canaries['apiKey']!,
      webhookSecret: canaries['webhookSecret']!,
      apiBaseUrl: simulator.interaktUrl,
    },
  });
  ids.push(id, account.id);
  answers.push(JSON.stringify(await owner.client(supportEmails.test, { body: { id, imap, smtp } })));
  await useToken();
  await send('/support-emails', `{"imap":{"password":"${canaries['imapPassword']}"},,}`);
  await send('/support-emails', JSON.stringify({ ...mailbox, address: 'nobody' }));
  await send(
    '/support-emails',
    JSON.stringify({ ...mailbox, imap: { ...imap, host: canaries['imapPassword'], port: 'x' } }),
  );
  await send(
    '/whatsapp-accounts',
    JSON.stringify({ apiKey: canaries['apiKey'], webhookSecret: { a: canaries['webhookSecret'] } }),
  );

  await deliverBySmtp(app, 'From: asha@example.test\r\nMessage-ID: <1@example.test>\r\nSubject: Cup\r\n\r\nHello');
  await callWebhooks();
  for (const channel of ['email', 'whatsapp'] as const) await answerIn(channel);
  for (let health = 'connecting'; health === 'connecting';) {
    ({ health } = await owner.client(supportEmails.get, { params: { id } }));
  }
  const { rows } = await app.database.pool.query<{ id: string }>(
    'select id::text from inbound_events union all select id::text from messages union all select id::text from conversations',
  );
  ids.push(...rows.map((row) => row.id));
}

async function useToken(): Promise<void> {
  const { token, id } = await owner.client(apiTokens.create, {
    body: { name: 'Reports', scopes: ['conversations:read'] },
  });
  ids.push(id);
  canaries['apiToken'] = token;
  await app.client(token)(auth.me, {});
  await app.connect('/inbox', { token });
  await refusal(app.client(token)(supportEmails.list, {}));
  await refusal(app.client(`${token}x`)(auth.me, {}));
  for (const name of ['token', 'access_token', 'apiToken']) await get(`/me?${name}=${token}`, token);
}

/** What is right, and everything that may be wrong with it. */
async function callWebhooks(): Promise<void> {
  const { querySecret, bodyKey, webhookSecret } = canaries;
  const now = new Date().toISOString().slice(0, -1);
  const message = JSON.stringify({
    version: '1.0',
    timestamp: now,
    type: 'message_received',
    Apikey: bodyKey,
    data: {
      customer: { id: 'c1', channel_phone_number: '919000000001', traits: { name: 'Asha' } },
      message: {
        id: 'm1',
        chat_message_type: 'CustomerMessage',
        message_status: 'Sent',
        received_at_utc: now,
        message_content_type: 'Text',
        message: 'Hello',
        meta_data: { note: JSON.stringify({ password: bodyKey }) },
      },
    },
  });
  const signed = (body: string) => ({ 'interakt-signature': interaktSignature(webhookSecret!, body) });
  const own = '/webhooks/interact/main';
  const broken = [
    `{"Apikey":"${bodyKey}",,}`,
    `{"Apikey":${bodyKey}}`,
    `{"type":"","Apikey":"${bodyKey}"}`,
    `[{"Apikey":"${bodyKey}"}]`,
  ];
  for (const name of ['secret', 'apikey', 'api-key', 'webhook_secret', 'access_token', 'password', '%73ecret']) {
    await send(`${own}?page=1&${name}=${querySecret}`, message, signed(message));
  }
  await send(
    `${own}?secret=${webhookSecret}`,
    JSON.stringify({ type: 'workflow_response_update', data: { Apikey: bodyKey } }),
  );
  await send(`${own}?secret=${querySecret}`, message);
  for (const body of broken) await send(own, body, signed(body));
  for (const path of [own, '/webhooks/interact/nobody', '/webhooks/none', '/%zz'])
    await send(`${path}?secret=${querySecret}&Apikey=${querySecret}`, message, {
      authorization: `Bearer ${querySecret}`,
    });
}

async function answerIn(channel: 'email' | 'whatsapp'): Promise<void> {
  let conversation: Conversation | undefined;
  while (!conversation) {
    [conversation] = (await owner.client(conversations.list, { query: { channel } })).items;
  }
  const params = { id: conversation.id };
  const { id } = await owner.client(conversations.reply, {
    params,
    body: { clientKey: randomUUID(), text: 'A new one is on its way.' },
  });
  for (;;) {
    const { items } = await owner.client(conversations.messages, { params });
    // Refused for good, or held until the mailbox may sign in.
    if (items.find((item) => item.id === id)?.delivery?.error) return;
  }
}

async function get(path: string, token: string): Promise<number> {
  const response = await fetch(app.url + path, { headers: { authorization: `Bearer ${token}` } });
  answers.push(`${path.split('?')[0]} ${await response.text()} ${JSON.stringify([...response.headers])}`);
  return response.status;
}

async function send(path: string, body: string, headers: Record<string, string> = {}): Promise<void> {
  const response = await fetch(app.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}`, ...headers },
    body,
  });
  answers.push(
    `${path.split('?')[0]} ${response.status} ${await response.text()} ${JSON.stringify([...response.headers])}`,
  );
}

/** Where a canary came out, with some of what stands around it. */
function found(texts: readonly string[]): string[] {
  return Object.entries(canaries).flatMap(([name, canary]) =>
    // Also where only its beginning came out, or in base64 as of HTTP and SMTP.
    [canary.slice(0, 10), Buffer.from(canary).toString('base64').slice(0, 12)].flatMap((form) =>
      texts.flatMap((text) => {
        const at = text.indexOf(form);
        return at === -1 ? [] : [`${name}: ${text.slice(Math.max(0, at - 160), at + 80)}`];
      }),
    ),
  );
}

it('the canaries were where they belong', async () => {
  expect(authorised).toContain(canaries['smtpPassword']);
  const { rows } = await app.database.pool.query<{ status: string }>('select status from inbound_events');
  expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['processed', 'ignored', 'rejected']));
});

it('none is in an answer, whatever was wrong with the call', () => {
  expect(answers.length).toBeGreaterThan(20);
  expect(found(answers)).toEqual([]);
});

it('none is in an answer to whoever may read everything: accounts, conversations, the ledger and its export', async () => {
  let read = 0;
  for (const [, , { method, path }] of routesOf(app.app)) {
    if (method !== 'GET') continue;
    for (const id of path.includes(':') ? ids : ['']) {
      if ((await get(path.replaceAll(/:\w+/g, id), owner.token)) < 300) read += 1;
    }
  }
  expect(read).toBeGreaterThan(40);
  expect(answers.some((answer) => answer.includes('[left out]'))).toBe(true);
  expect(found(answers)).toEqual([]);
});

it('none is in an event, as it is kept and as the sockets tell it', async () => {
  const { rows } = await app.database.pool.query<{ line: string }>('select e::text as line from events e');
  expect(rows.length).toBeGreaterThan(5);
  expect(heard.length).toBeGreaterThan(5);
  expect(found([...rows.map(({ line }) => line), ...heard])).toEqual([]);
});

it('none is in a line of the log', () => {
  const lines = logged.join('').split('\n');
  expect(lines.some((line) => line.includes('/webhooks/interact/main?page=1'))).toBe(true);
  expect(found(lines)).toEqual([]);
});

it('every refused call has its line, by the id it was answered with', () => {
  const refused = answers
    // What cannot be read as an address comes to no route.
    .filter((answer) => !answer.startsWith('/%zz'))
    .flatMap((answer) => /"error":.*"requestId":"([^"]+)"/.exec(answer)?.[1] ?? []);
  expect(refused.length).toBeGreaterThan(10);
  const all = logged.join('');
  expect(refused.filter((id) => !all.includes(`"id":"${id}"`))).toEqual([]);
});
