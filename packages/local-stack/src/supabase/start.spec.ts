import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { isPortFree } from '../ports.ts';
import { createTestDatabase, type TestDatabase } from '../test-database.ts';
import { startSupabaseLite, type RunningSupabase } from './start.ts';

const person = { email: 'asha@example.test', password: 'correct horse' };
let database: TestDatabase;
let workdir: string;
let supabase: RunningSupabase;

beforeAll(async () => {
  database = await createTestDatabase();
  workdir = await mkdtemp(join(tmpdir(), 'supabase-'));
  supabase = await startSupabaseLite({ databaseUrl: database.url, workdir });
  const { error } = await client().auth.signUp(person);
  expect(error).toBeNull();
});

afterAll(async () => {
  await supabase.stop();
  await database.drop();
  await rm(workdir, { recursive: true, force: true });
});

function client(key = supabase.anonKey) {
  return createClient(supabase.url, key, { auth: { persistSession: false, autoRefreshToken: false } });
}

describe('startSupabaseLite', () => {
  it('signs in with the right password only', async () => {
    const { data } = await client().auth.signInWithPassword(person);
    expect(data.user).toMatchObject({ email: person.email, email_confirmed_at: expect.any(String) });
    const wrong = await client().auth.signInWithPassword({ ...person, password: 'wrong horse' });
    expect(wrong.error).toMatchObject({ code: 'invalid_credentials', status: 400 });
  });

  it('rotates refresh tokens', async () => {
    const auth = client().auth;
    const { data: first } = await auth.signInWithPassword(person);
    const { data: second } = await auth.refreshSession();
    expect(second.session?.refresh_token).not.toBe(first.session?.refresh_token);
    expect((await auth.getUser(second.session?.access_token)).data.user?.email).toBe(person.email);
  });

  it('takes no refresh token after sign-out', async () => {
    const auth = client().auth;
    const { data } = await auth.signInWithPassword(person);
    const refreshToken = data.session?.refresh_token ?? '';
    await auth.signOut();
    expect((await auth.refreshSession({ refresh_token: refreshToken })).error).toMatchObject({
      code: 'refresh_token_not_found',
    });
  });

  it('turns away a key that is not its own', async () => {
    const { error } = await client('sb_publishable_other').auth.signInWithPassword(person);
    expect(error?.status).toBe(401);
  });

  it('lets a page on another origin in, with every header of supabase-js', async () => {
    const address = `${supabase.url}/auth/v1/token?grant_type=password`;
    const origin = 'http://localhost:8080';
    const asked = 'apikey,authorization,content-type,x-client-info,x-supabase-api-version';
    const preflight = await fetch(address, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': asked },
    });
    expect(preflight.ok).toBe(true);
    expect(preflight.headers.get('access-control-allow-headers')).toBe(asked);
    const signIn = await fetch(address, {
      method: 'POST',
      headers: { origin, apikey: supabase.anonKey, 'content-type': 'application/json' },
      body: JSON.stringify(person),
    });
    expect(signIn.status).toBe(200);
    for (const { headers } of [preflight, signIn]) expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('opens no table to the browser', async () => {
    const { status } = await client().from('agents').select();
    expect(status).toBe(404);
  });

  it('keeps its keys, readable by the owner only, and its people', async () => {
    await supabase.stop();
    expect(await isPortFree(Number(new URL(supabase.url).port))).toBe(true);
    const again = await startSupabaseLite({ databaseUrl: database.url, workdir });
    const keys = ({ anonKey, serviceKey, jwtSecret }: RunningSupabase) => ({ anonKey, serviceKey, jwtSecret });
    expect(keys(again)).toEqual(keys(supabase));
    expect((await stat(join(workdir, 'jwt-secret'))).mode & 0o777).toBe(0o600);
    supabase = again;
    expect((await client().auth.signInWithPassword(person)).error).toBeNull();
  });
});
