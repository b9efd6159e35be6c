import { apiTokens, auth, supportEmails, whatsappAccounts } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { routesOf } from './openapi.ts';

const server = { host: '127.0.0.1', port: 1, secure: false, username: 'support@example.test' };
const secrets = {
  imap: 'imap-password-4411',
  smtp: 'smtp-password-4411',
  apiKey: 'api-key-4411',
  webhook: 'webhook-secret-4411',
  token: '',
};

let app: TestApp;
let owner: SignedIn;
let ids: string[];

beforeAll(async () => {
  app = await startTestApp();
  owner = await app.signInAs({ role: 'owner' });
  const mailbox = await owner.client(supportEmails.create, {
    body: {
      address: server.username,
      name: 'Support',
      imap: { ...server, password: secrets.imap },
      smtp: { ...server, password: secrets.smtp },
      isActive: false,
    },
  });
  const account = await owner.client(whatsappAccounts.create, {
    body: {
      provider: 'interakt',
      slug: 'main-number',
      name: 'Main number',
      address: '+91 90000 00001',
      apiKey: secrets.apiKey,
      webhookSecret: secrets.webhook,
    },
  });
  const { token, id } = await owner.client(apiTokens.create, { body: { name: 'Reports', scopes: ['agents:read'] } });
  await app.client(token)(auth.me, {});
  secrets.token = token;
  ids = [mailbox.id, account.id, id];
});

afterAll(() => app.close());

describe('a secret', () => {
  it('is in no answer to whoever may read everything', async () => {
    let read = 0;
    for (const [, , { method, path }] of routesOf(app.app)) {
      if (method !== 'GET') continue;
      for (const id of path.includes(':') ? ids : ['']) {
        const response = await fetch(app.url + path.replaceAll(/:\w+/g, id), {
          headers: { authorization: `Bearer ${owner.token}` },
        });
        const text = await response.text();
        if (response.ok) read += 1;
        for (const secret of Object.values(secrets)) expect(text).not.toContain(secret);
      }
    }
    expect(read).toBeGreaterThan(10);
  });

  it('is in no table as it is', async () => {
    const { rows: tables } = await app.database.pool.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'pgboss')`,
    );
    for (const { name } of tables) {
      const { rows } = await app.database.pool.query<{ line: string }>(`select t::text as line from ${name} t`);
      const text = rows.map(({ line }) => line).join('\n');
      for (const secret of Object.values(secrets)) {
        expect(text).not.toContain(secret);
        // A bytea is written in hex.
        expect(text).not.toContain(Buffer.from(secret).toString('hex'));
      }
    }
    expect(tables.length).toBeGreaterThan(20);
  });
});
