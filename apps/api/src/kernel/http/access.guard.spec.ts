import { apiTokens, type Access, type Endpoint, ErrorBody, type Permission } from '@switchboard/contracts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { routesOf } from './openapi.ts';

const roles = ['owner', 'admin', 'supervisor', 'agent'] as const;

const everyday = [
  'conversations:read',
  'conversations:write',
  'customers:read',
  'customers:write',
  'support_emails:read',
  'agents:read',
  'reply_templates:read',
];
const steering = [
  'conversations:delete',
  'conversations:manage',
  'roles:read',
  'ledger:read',
  'reply_templates:write',
  'reply_templates:delete',
  'bulk_replies:read',
  'bulk_replies:write',
];

/** What the built-in roles are meant to be able to do, written down apart from the migration. */
const may: Record<(typeof roles)[number], (permission: Permission) => boolean> = {
  owner: () => true,
  admin: () => true,
  supervisor: (permission) => [...everyday, ...steering].includes(permission),
  agent: (permission) => everyday.includes(permission),
};

const SOME_ID = '01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60';

let app: TestApp;
let people: Record<(typeof roles)[number], SignedIn>;

beforeAll(async () => {
  app = await startTestApp();
  const signedIn = await Promise.all(roles.map(async (role) => [role, await app.signInAs({ role })] as const));
  people = Object.fromEntries(signedIn) as typeof people;
});

afterAll(() => app.close());

/** The code of the catalogue that a bare call is answered with, or `ok`. */
async function call({ method, path }: Endpoint, token: string | null): Promise<string> {
  const response = await fetch(app.url + path.replaceAll(/:\w+/g, SOME_ID), {
    method,
    headers: token ? { authorization: `Bearer ${token}` } : {},
  });
  const text = await response.text();
  if (response.ok) return 'ok';
  // Whoever follows the link of a mail is shown a page: 404 for one that is not ours.
  if (response.headers.get('content-type')?.startsWith('text/html'))
    return response.status === 404 ? 'not_found' : text;
  return ErrorBody.parse(JSON.parse(text)).error.code;
}

/** Each call has a session of its own: one of the routes ends it. */
function tokenOf({ agent }: SignedIn, claims: Parameters<TestApp['token']>[0] = {}): Promise<string> {
  return app.token({ userId: agent.authUserId, email: agent.email, ...claims });
}

const refusals = ['unauthenticated', 'forbidden', 'not_an_agent'];

describe('every route', () => {
  it('takes no token that is missing, expired, changed or of another project', async () => {
    const outsiders = {
      anonymous: null,
      garbage: 'garbage',
      unknownApiToken: `swb_${'0'.repeat(43)}`,
      expired: await tokenOf(people.owner, { expiresIn: -60 }),
      wrongSignature: `${(await tokenOf(people.owner)).slice(0, -8)}AAAAAAAA`,
      wrongSecret: await tokenOf(people.owner, {
        key: { alg: 'HS256', key: new TextEncoder().encode('x'.repeat(32)) },
      }),
      wrongIssuer: await tokenOf(people.owner, { issuer: 'https://other.example.test/auth/v1' }),
    };
    const wrong: string[] = [];
    for (const [, , contract] of routesOf(app.app)) {
      for (const [who, token] of Object.entries(outsiders)) {
        const code = await call(contract, token);
        const fits = contract.permission === 'public' ? !refusals.includes(code) : code === 'unauthenticated';
        if (!fits) wrong.push(`${who} at ${contract.method} ${contract.path}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(roles)('opens to the %s exactly where the role may', async (role) => {
    const wrong: string[] = [];
    for (const [, , contract] of routesOf(app.app)) {
      const allowed = open(contract.permission) || may[role](contract.permission);
      const code = await call(contract, await tokenOf(people[role]));
      if (refusals.includes(code) === allowed) wrong.push(`${contract.method} ${contract.path}: ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  it('holds an API token to its scopes, whatever its owner may', async () => {
    const { token } = await people.owner.client(apiTokens.create, {
      body: { name: 'Reader', scopes: ['agents:read'] },
    });
    const wrong: string[] = [];
    for (const [, , contract] of routesOf(app.app)) {
      if (open(contract.permission)) continue;
      const code = await call(contract, token);
      if ((code === 'forbidden') === (contract.permission === 'agents:read'))
        wrong.push(`${contract.method} ${contract.path}: ${code}`);
    }
    expect(wrong).toEqual([]);
  });
});

function open(access: Access): access is 'public' | 'signed_in' {
  return access === 'public' || access === 'signed_in';
}
