import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { agents, auth } from '@switchboard/contracts';
import { base64url, exportJWK, exportSPKI, generateKeyPair, type GenerateKeyPairResult, type JWK } from 'jose';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';

let server: Server;
let published: JWK[];
let first: GenerateKeyPairResult;
let app: TestApp;
let person: SignedIn;

beforeAll(async () => {
  first = await generateKeyPair('ES256', { extractable: true });
  published = [{ ...(await exportJWK(first.publicKey)), kid: 'first', alg: 'ES256', use: 'sig' }];
  server = createServer((request, response) => {
    response.writeHead(request.url === '/auth/v1/.well-known/jwks.json' ? 200 : 404, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify({ keys: published }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  app = await startTestApp({ SUPABASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  person = await app.signInAs();
});

afterAll(async () => {
  await app.close();
  server.closeAllConnections();
  server.close();
});

/** A token of the person, signed in some way or other. */
function tokenBy(key: { alg: string; kid?: string; key: CryptoKey | Uint8Array }): Promise<string> {
  return app.token({ userId: person.agent.authUserId, email: person.agent.email, key });
}

const me = (token: string) => app.client(token)(auth.me, {});

describe('an access token', () => {
  it('is believed when signed by a key the project publishes', async () => {
    const { agent } = await me(await tokenBy({ alg: 'ES256', kid: 'first', key: first.privateKey }));
    expect(agent.id).toBe(person.agent.id);
  });

  it('is believed when signed by the shared secret', async () => {
    expect((await me(person.token)).agent.id).toBe(person.agent.id);
  });

  it('is not believed when signed by anybody else', async () => {
    const stranger = await generateKeyPair('ES256');
    const tokens = [
      await tokenBy({ alg: 'ES256', kid: 'first', key: stranger.privateKey }),
      await tokenBy({ alg: 'ES256', kid: 'unknown', key: stranger.privateKey }),
      // The public key is no secret: it must not pass for the one of HS256.
      await tokenBy({ alg: 'HS256', kid: 'first', key: new TextEncoder().encode(await exportSPKI(first.publicKey)) }),
      unsigned(await tokenBy({ alg: 'ES256', kid: 'first', key: first.privateKey })),
    ];
    for (const token of tokens)
      expect(await refusal(me(token))).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('tells nothing when the keys cannot be fetched', async () => {
    const lonely = await startTestApp();
    try {
      const token = await tokenBy({ alg: 'ES256', kid: 'first', key: first.privateKey });
      const refused = await refusal(lonely.client(token)(agents.list, {}));
      expect(refused).toMatchObject({ status: 503, code: 'unavailable' });
    } finally {
      await lonely.close();
    }
  });
});

describe('the issuer', () => {
  it('may be absent, as in tokens of Supabase Lite, but not another', async () => {
    const claims = { userId: person.agent.authUserId, email: person.agent.email };
    expect(await me(await app.token({ ...claims, issuer: null }))).toBeDefined();
    expect(await refusal(me(await app.token({ ...claims, issuer: 'http://127.0.0.1:1/auth/v1' })))).toMatchObject({
      code: 'unauthenticated',
    });
    const keyed = await app.token({
      ...claims,
      issuer: null,
      key: { alg: 'ES256', kid: 'first', key: first.privateKey },
    });
    expect(await refusal(me(keyed))).toMatchObject({ code: 'unauthenticated' });
  });
});

describe('the domain list of Google sign-in', () => {
  const claims = () => ({ userId: person.agent.authUserId, provider: 'google' });

  it('keeps out who is not of a listed domain, and everybody while it is empty', async () => {
    expect(await refusal(me(await app.token({ ...claims(), email: 'asha@demo.test' })))).toMatchObject({
      status: 403,
      code: 'not_an_agent',
    });
    const listed = await startTestApp({ GOOGLE_SIGN_IN_DOMAINS: 'Demo.test, kestrel.test' });
    try {
      const { agent } = await listed.signInAs();
      const by = async (email: string) =>
        listed.client(await listed.token({ userId: agent.authUserId, email, provider: 'google' }));
      expect(await (await by('Asha@Demo.Test'))(auth.me, {})).toBeDefined();
      expect(await refusal((await by('asha@evil.test'))(auth.me, {}))).toMatchObject({ code: 'not_an_agent' });
      expect(await refusal((await by('asha@sub.demo.test'))(auth.me, {}))).toMatchObject({ code: 'not_an_agent' });
    } finally {
      await listed.close();
    }
  });
});

/** The same claims under `alg: none`. */
function unsigned(token: string): string {
  return `${base64url.encode(JSON.stringify({ alg: 'none', typ: 'JWT' }))}.${token.split('.')[1] ?? ''}.`;
}
