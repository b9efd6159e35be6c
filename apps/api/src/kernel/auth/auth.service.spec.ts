import { auth, type ApiError, type Client } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp } from '../../testing/test-app.ts';
import { startTestPortal, type TestPortal } from '../../testing/test-portal.ts';

const owner = { organisation: 'Kestrel Cycles', name: 'Asha Rao', email: 'Asha@demo.test', password: 'correct horse' };

let portal: TestPortal;
let anybody: Client;

beforeAll(async () => {
  portal = await startTestPortal();
  anybody = portal.app.client();
});

afterAll(() => portal.close());

function signIn(email = owner.email, password = owner.password) {
  return anybody(auth.signIn, { body: { email, password } });
}

describe('the first admin', () => {
  it('is asked for while the portal is empty', async () => {
    expect(await anybody(auth.setup, {})).toMatchObject({ needsFirstAdmin: true, google: false });
  });

  it('is created once, even when two come at the same moment', async () => {
    const calls = ['one', 'two'].map((who) =>
      anybody(auth.createFirstAdmin, { body: { ...owner, email: who === 'one' ? owner.email : 'late@demo.test' } }),
    );
    const outcomes = await Promise.allSettled(calls);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = outcomes.find((outcome) => outcome.status === 'rejected');
    expect(lost?.reason).toMatchObject({ code: 'conflict' });
    // The later specs sign in as the one who won.
    const { rows } = await portal.app.database.pool.query<{ email: string }>('select email from agents');
    expect(rows).toHaveLength(1);
    owner.email = rows[0]?.email ?? '';
  });

  it('owns the portal from then on', async () => {
    expect(await anybody(auth.setup, {})).toEqual({
      needsFirstAdmin: false,
      google: false,
      organisation: owner.organisation,
    });
    const { accessToken } = await signIn();
    const me = await portal.app.client(accessToken)(auth.me, {});
    expect(me).toMatchObject({
      agent: { email: owner.email, name: owner.name },
      roles: [{ slug: 'owner' }],
      via: 'session',
    });
    expect(me.permissions).toContainEqual({ permission: 'roles:manage', scope: 'all' });
  });
});

describe('signing in', () => {
  it('answers the same for a wrong password and for nobody', async () => {
    const wrong = await refusal(signIn(owner.email, 'wrong horse'));
    const nobody = await refusal(signIn('nobody@demo.test', 'wrong horse'));
    expect(words(nobody)).toEqual(words(wrong));
    expect(wrong).toMatchObject({ status: 401, code: 'bad_credentials' });
  });

  it('is for agents only', async () => {
    const stranger = await refusal(signUpAndSignIn('stranger@demo.test'));
    expect(stranger).toMatchObject({ status: 403, code: 'not_an_agent' });
  });

  it('links a person to the agent of their verified e-mail', async () => {
    const email = 'linked@demo.test';
    await portal.app.database.tables<'agents'>().insertInto('agents').values({ email, name: 'Linked' }).execute();
    const { accessToken } = await signUpAndSignIn(email);
    expect((await portal.app.client(accessToken)(auth.me, {})).agent.name).toBe('Linked');
  });

  it('links nobody by an e-mail that is not verified', async () => {
    const email = 'unverified@demo.test';
    await portal.app.database.tables<'agents'>().insertInto('agents').values({ email, name: 'Unverified' }).execute();
    const { token } = await signUp(email);
    await portal.app.database.pool.query('update auth.users set email_confirmed_at = null where email = $1', [email]);
    expect(await refusal(portal.app.client(token)(auth.me, {}))).toMatchObject({ code: 'not_an_agent' });
  });

  it('links nobody who came by Google from a domain that is not listed', async () => {
    const email = 'by-google@demo.test';
    await portal.app.database.tables<'agents'>().insertInto('agents').values({ email, name: 'Google' }).execute();
    const { token } = await signUp(email);
    // The token of Supabase Lite does not say how they came, so this is known from Supabase itself.
    const google = `update auth.users set raw_app_meta_data = '{"provider": "google", "providers": ["google"]}' where email = $1`;
    await portal.app.database.pool.query(google, [email]);
    const refused = await refusal(portal.app.client(token)(auth.me, {}));
    expect(refused).toMatchObject({ code: 'not_an_agent', message: 'Google sign-in is not open to demo.test.' });
  });

  it('leaves an agent with the person they are linked to', async () => {
    const { agent } = await portal.app.signInAs();
    const intruder = await refusal(signUpAndSignIn(agent.email));
    expect(intruder).toMatchObject({ code: 'not_an_agent' });
  });
});

describe('throttling', () => {
  it('counts failures per account, whichever case its address is written in', async () => {
    const attempts = Array.from({ length: 11 }, (_, index) =>
      refusal(signIn(index % 2 === 0 ? 'target@demo.test' : 'TARGET@demo.test', 'guess')),
    );
    const codes = (await Promise.all(attempts)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'bad_credentials')).toHaveLength(10);
    const refused = await refusal(signIn('target@demo.test', 'guess'));
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.retryAfter).toBeGreaterThan(200);
  });

  it('does not count what went well', async () => {
    for (let index = 0; index < 12; index += 1) expect(await signIn()).toMatchObject({ tokenType: 'bearer' });
  });
});

describe('a session', () => {
  it('is refreshed by its refresh token', async () => {
    const { refreshToken } = await signIn();
    const next = await anybody(auth.refresh, { body: { refreshToken } });
    expect((await portal.app.client(next.accessToken)(auth.me, {})).agent.email).toBe(owner.email);
    expect(await refusal(anybody(auth.refresh, { body: { refreshToken: 'made-up' } }))).toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('ends at once when signed out, with its sockets and its refresh token', async () => {
    const { accessToken, refreshToken } = await signIn();
    const other = await signIn();
    const socket = await portal.app.connect('/inbox', { token: accessToken });
    await portal.app.client(accessToken)(auth.signOut, {});
    expect(await socket.ended).toBe('io server disconnect');
    expect(await refusal(portal.app.client(accessToken)(auth.me, {}))).toMatchObject({ code: 'unauthenticated' });
    expect(await refusal(anybody(auth.refresh, { body: { refreshToken } }))).toMatchObject({ code: 'unauthenticated' });
    expect(await portal.app.client(other.accessToken)(auth.me, {})).toBeDefined();
  });

  it('forgets revoked sessions that nobody could bring back', async () => {
    const { pool } = portal.app.database;
    await pool.query(
      `insert into revoked_sessions (session_id, expires_at) values (gen_random_uuid(), now() - interval '1 day')`,
    );
    await portal.app.client((await signIn()).accessToken)(auth.signOut, {});
    const { rows } = await pool.query('select 1 from revoked_sessions where expires_at < now()');
    expect(rows).toEqual([]);
  });

  it('lets people change their name and availability', async () => {
    const { client } = await portal.app.signInAs({ teams: ['support'] });
    const me = await client(auth.updateMe, { body: { name: 'Ravi Nair', availability: 'away' } });
    expect(me.agent).toMatchObject({ name: 'Ravi Nair', availability: 'away', teams: [{ slug: 'support' }] });
  });
});

describe('when Supabase is away', () => {
  it('says so, and counts no failure', async () => {
    const lonely = await startTestApp();
    try {
      for (let index = 0; index < 12; index += 1) {
        const refused = await refusal(lonely.client()(auth.signIn, { body: owner }));
        expect(refused).toMatchObject({ status: 503, code: 'unavailable', retryAfter: 5 });
      }
    } finally {
      await lonely.close();
    }
  });
});

function words({ status, code, message, details }: ApiError) {
  return { status, code, message, details };
}

async function signUp(email: string): Promise<{ token: string }> {
  const response = await fetch(`${portal.supabase.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { apikey: portal.supabase.anonKey, 'content-type': 'application/json' },
    body: JSON.stringify({ email, password: 'correct horse' }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return { token };
}

async function signUpAndSignIn(email: string) {
  await signUp(email);
  return signIn(email);
}
