import { request } from 'node:http';
import { agents, auth, ErrorBody, health, roles } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';

let app: TestApp;
let owner: SignedIn;

beforeAll(async () => {
  app = await startTestApp({ WEB_ORIGIN: 'http://portal.example.test' });
  owner = await app.signInAs({ role: 'owner' });
});

afterAll(() => app.close());

/** Posts a body as it is; answers the status, the envelope and the headers. */
async function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(app.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}`, ...headers },
    body,
  });
  return { status: response.status, headers: response.headers, ...ErrorBody.parse(await response.json()) };
}

describe('bad input', () => {
  it('names `body` for what is no JSON', async () => {
    for (const body of ['{"name": ', 'null null', Uint8Array.of(0xff, 0xfe, 0x00)]) {
      expect(await post('/roles', body)).toMatchObject({
        status: 400,
        error: { code: 'bad_request', details: [{ path: 'body' }] },
      });
    }
  });

  it('names each bad field of params and body by its path', async () => {
    const response = await fetch(`${app.url}/roles/not-an-id/modules`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${owner.token}` },
      body: JSON.stringify({
        items: [
          { module: 'customers', action: 'read', scope: 'all' },
          { module: 'cars', action: 'read' },
        ],
      }),
    });
    const { error } = ErrorBody.parse(await response.json());
    expect(response.status).toBe(400);
    expect(error.details?.map(({ path }) => path)).toEqual(['params.id', 'body.items.1.module', 'body.items.1.scope']);
  });

  it('says that a body is missing', async () => {
    expect(await post('/roles', '')).toMatchObject({ status: 400, error: { details: [{ path: 'body' }] } });
  });

  it('refuses a body of more than a megabyte', async () => {
    expect(await post('/roles', JSON.stringify({ name: 'x'.repeat(1_100_000) }))).toMatchObject({
      status: 413,
      error: { code: 'too_large' },
    });
  });

  it('refuses what is not sent as JSON', async () => {
    expect(await post('/roles', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
      status: 415,
      error: { code: 'unsupported_media_type' },
    });
  });

  it('names text that the database could not give back as it came', async () => {
    for (const description of ['a\u0000b', 'a\ud800b']) {
      expect(await post('/roles', JSON.stringify({ name: 'Night shift', description }))).toMatchObject({
        status: 400,
        error: { details: [{ path: 'body.description' }] },
      });
    }
    const response = await fetch(`${app.url}/ledger?provider=%00`, {
      headers: { authorization: `Bearer ${owner.token}` },
    });
    expect(response.status).toBe(400);
  });

  it('takes no prototype from a body', async () => {
    const { status, error } = await post('/roles', '{"__proto__": {"name": "Night shift"}}');
    expect({ status, paths: error.details?.map(({ path }) => path) }).toEqual({ status: 400, paths: ['body.name'] });
  });
});

describe('every answer', () => {
  it('has the envelope where there is no such route', async () => {
    for (const path of ['/nowhere', '/roles/modules/nowhere', '/%E0%A4%A']) {
      const response = await fetch(app.url + path);
      const { error } = ErrorBody.parse(await response.json());
      expect([404, 400]).toContain(response.status);
      expect(error.requestId).toBe(response.headers.get('x-request-id'));
    }
  });

  it('echoes the request id that came, unless it could harm a log', async () => {
    const { headers, error } = await post('/roles', '', { 'x-request-id': 'from-the-proxy.1' });
    expect([headers.get('x-request-id'), error.requestId]).toEqual(['from-the-proxy.1', 'from-the-proxy.1']);
    const hostile = await post('/roles', '', { 'x-request-id': 'a"} {"level":"forged"' });
    expect(hostile.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries secure headers, and CORS for the listed origin only', async () => {
    const from = async (origin: string) => (await fetch(`${app.url}/health/live`, { headers: { origin } })).headers;
    const listed = await from('http://portal.example.test');
    expect(listed.get('access-control-allow-origin')).toBe('http://portal.example.test');
    expect(listed.get('x-content-type-options')).toBe('nosniff');
    expect(listed.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(listed.get('x-powered-by')).toBeNull();
    expect((await from('http://evil.example.test')).get('access-control-allow-origin')).not.toBe(
      'http://evil.example.test',
    );
  });

  it('lets the page use every method that an endpoint has', async () => {
    const preflight = await fetch(`${app.url}/me`, {
      method: 'OPTIONS',
      headers: { origin: 'http://portal.example.test', 'access-control-request-method': 'PATCH' },
    });
    expect(preflight.headers.get('access-control-allow-methods')?.split(', ')).toEqual(
      expect.arrayContaining(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
    );
  });
});

describe('rate limits', () => {
  let limited: TestApp;

  beforeAll(async () => {
    limited = await startTestApp({ RATE_LIMIT_PER_MINUTE: '5' });
  });

  afterAll(() => limited.close());

  /** Statuses of calls that claim to come from ever other addresses. */
  async function forged(target: TestApp, count: number, headers: Record<string, string> = {}): Promise<number[]> {
    const statuses: number[] = [];
    for (let index = 0; index < count; index += 1) {
      const response = await fetch(`${target.url}/health/live`, {
        headers: { 'x-forwarded-for': `203.0.113.${index}`, ...headers },
      });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    return statuses;
  }

  it('count by the address that is connected, not by one that is claimed', async () => {
    expect(await forged(limited, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    const refused = await refusal(limited.client()(health.live, {}));
    expect(refused).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.retryAfter).toBeGreaterThan(0);
    expect(refused.retryAfter).toBeLessThanOrEqual(60);
  });

  it('count agents apart, wherever they are', async () => {
    const [one, two] = await Promise.all([limited.signInAs(), limited.signInAs()]);
    for (let index = 0; index < 5; index += 1) await one.client(auth.me, {});
    expect(await refusal(one.client(auth.me, {}))).toMatchObject({ code: 'rate_limited' });
    expect(await two.client(auth.me, {})).toBeDefined();
  });

  it('end the trying of tokens', async () => {
    const guesses = await Promise.all(
      Array.from({ length: 8 }, () => refusal(limited.client('guess')(agents.list, {}))),
    );
    expect(guesses.map(({ code }) => code)).toContain('rate_limited');
  });

  it('believe a proxy that is trusted', async () => {
    const behind = await startTestApp({ RATE_LIMIT_PER_MINUTE: '5', TRUSTED_PROXIES: '127.0.0.1' });
    try {
      expect(new Set(await forged(behind, 8))).toEqual(new Set([200]));
    } finally {
      await behind.close();
    }
  });
});

describe('the server', () => {
  it('survives a client that breaks off in the middle of a body', async () => {
    const broken = request(`${app.url}/roles`, {
      method: 'POST',
      headers: { 'content-length': '1000', 'content-type': 'application/json' },
    });
    const gone = new Promise((resolve) => broken.once('error', resolve));
    broken.write('{"name":', () => broken.destroy(new Error('the client went away')));
    await gone;
    expect((await owner.client(roles.list, {})).items.length).toBeGreaterThanOrEqual(4);
  });
});
