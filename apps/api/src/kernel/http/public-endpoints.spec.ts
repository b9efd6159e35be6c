import { randomUUID } from 'node:crypto';
import { request, type OutgoingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { conversations, ErrorBody, type Endpoint } from '@switchboard/contracts';
import { interaktSignature } from '@switchboard/simulator';
import fc from 'fast-check';
import { z } from 'zod';
import type { SignedIn } from '../../testing/test-app.ts';
import { type Chat, SECRET, startChat } from '../../testing/test-chat.ts';
import { startTestPortal, type TestPortal } from '../../testing/test-portal.ts';
import { routesOf } from './openapi.ts';

const RUNS = 40;
const PHONE = '9000000017';

let portal: TestPortal;
let admin: SignedIn;
let chat: Chat;
let endpoints: Endpoint[];

beforeAll(async () => {
  portal = await startTestPortal();
  admin = await portal.app.signInAs({ role: 'admin' });
  chat = await startChat(portal.app, admin);
  endpoints = routesOf(portal.app.app)
    .map(([, , contract]) => contract)
    .filter(({ permission }) => permission === 'public');
}, 60_000);

afterAll(async () => {
  await chat?.simulator.stop();
  await portal?.close();
});

interface Call {
  path: string;
  headers: OutgoingHttpHeaders;
  body: Buffer;
}

/** Sends it as it is: nothing of the path is mended on the way. */
function send(method: string, { path, headers, body }: Call): Promise<{ status: number; type: string; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const call = request(portal.app.url, { method, path, headers, agent: false }, (response) => {
      const { statusCode: status = 0, headers: answered } = response;
      const type = answered['content-type'] ?? '';
      buffer(response).then((answer) => resolve({ status, type, body: answer }), reject);
    });
    call.once('error', reject);
    call.end(method === 'GET' ? undefined : body);
  });
}

const prototypeNames = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'];
const anyText = fc.string({ unit: 'binary', maxLength: 60 });
const broken = fc.constantFrom('%', '%E0%A4%A', '%00', '%FF', '%C0%80', '%ED%A0%80', '%2e%2e%2f', '..', '%252e', ';');
const encoded = fc
  .oneof(
    anyText.map((text) => text.toWellFormed()),
    fc.constantFrom(...prototypeNames),
    fc.uuid(),
    fc.nat().map(String),
  )
  .map(encodeURIComponent);
const piece = fc.oneof({ weight: 4, arbitrary: encoded }, { weight: 1, arbitrary: broken });

function shapeOf(schema: unknown): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/** What stands in the place of each parameter. */
function pathOf({ path }: Endpoint): fc.Arbitrary<string> {
  const places = path.match(/:\w+/g) ?? [];
  return fc
    .tuple(...places.map(() => piece))
    .map((pieces) => places.reduce((filled, place, at) => filled.replace(place, () => pieces[at]!), path));
}

function queryOf({ query }: Endpoint): fc.Arbitrary<string> {
  const name = fc.oneof(fc.constantFrom(...shapeOf(query), 'secret', 'secret[]', ...prototypeNames), piece);
  const pair = fc.tuple(name, piece).map(([key, value]) => `${key}=${value}`);
  const twice = pair.map((one) => `${one}&${one}`);
  return fc
    .array(fc.oneof(pair, twice, piece), { maxLength: 5 })
    .map((pairs) => (pairs.length > 0 ? `?${pairs.join('&')}` : ''));
}

const headerText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  fc.constantFrom(...prototypeNames, 'sha256=', 'Bearer x', 'a'.repeat(20_000)),
);
const contentTypes = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-16',
  'application/vnd.api+json',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=b',
  'text/plain',
  'nonsense',
  ';',
  '',
);
const anyHeaders: fc.Arbitrary<OutgoingHttpHeaders> = fc.record(
  {
    'content-type': contentTypes,
    'interakt-signature': headerText,
    'x-interakt-signature': headerText,
    authorization: headerText,
    'x-request-id': headerText,
    'x-forwarded-for': headerText,
    'accept-encoding': headerText,
    origin: headerText,
    range: headerText,
    'if-none-match': headerText,
    __proto__x: headerText,
  },
  { requiredKeys: [] },
);

/** The fields that are asked for with whatever in them, other JSON, and what is none. */
function bodyOf({ body }: Endpoint): fc.Arbitrary<Buffer> {
  const value = fc.oneof(anyText, fc.jsonValue(), fc.constantFrom('asha@example.test', 'a-password-of-hers'));
  const fields = fc.dictionary(fc.constantFrom(...shapeOf(body), 'type', 'data', ...prototypeNames), value);
  const deep = fc.nat({ max: 5_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`);
  return fc.oneof(
    fc.oneof(fields, fc.jsonValue()).map((json) => Buffer.from(JSON.stringify(json))),
    fc.constantFrom(...prototypeNames).map((name) => Buffer.from(`{"${name}":{"type":"x"},"type":"x"}`)),
    deep.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    fc.constant(Buffer.alloc(0)),
    fc.constant(Buffer.alloc(200_000, 'x')),
  );
}

describe('what anybody may call', () => {
  it('has an answer for whatever comes, and never one of 5xx', async () => {
    expect(endpoints.length).toBeGreaterThan(10);
    for (const endpoint of endpoints) {
      const call = fc
        .tuple(pathOf(endpoint), queryOf(endpoint), anyHeaders, bodyOf(endpoint))
        .map(([path, query, headers, body]) => ({ path: path + query, headers, body }));
      await fc.assert(
        fc.asyncProperty(call, async (given) => {
          const { status, type, body } = await send(endpoint.method, given);
          expect(status).toBeGreaterThanOrEqual(200);
          expect(status).toBeLessThan(500);
          // 431 is of Node itself, before there is a route.
          if (status < 400 || status === 431) return;
          // Whoever follows the link of a mail is shown a page.
          if (type.startsWith('text/html')) expect(endpoint.path).toMatch(/^\/unsubscribe\//);
          else ErrorBody.parse(JSON.parse(body.toString()));
        }),
        { numRuns: RUNS },
      );
    }
  }, 240_000);

  it('keeps each webhook that it accepts as it came, whatever is in it', async () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).map((given) => given.toWellFormed());
    const extra = fc.dictionary(fc.oneof(anyText, fc.constantFrom(...prototypeNames)), fc.jsonValue(), { maxKeys: 4 });
    await fc.assert(
      fc.asyncProperty(text, extra, extra, async (written, beside, within) => {
        const id = randomUUID();
        const message = { ...within, id, message_content_type: 'Text', message: written };
        const customer = { channel_phone_number: `91${PHONE}` };
        const body = Buffer.from(JSON.stringify({ ...beside, type: 'message_received', data: { customer, message } }));
        const headers = { 'content-type': 'application/json', 'interakt-signature': interaktSignature(SECRET, body) };
        const { status } = await send('POST', { path: '/webhooks/interact/main', headers, body });
        expect(status).toBe(200);
        const { rows } = await portal.app.database.pool.query<{ body: Buffer }>(
          'select body from inbound_events where external_id = $1',
          [`msg:${id}`],
        );
        expect(rows[0]?.body.equals(body)).toBe(true);
        expect(await shownText(id)).toBe(written.replaceAll('\0', ''));
      }),
      { numRuns: RUNS },
    );
  }, 120_000);

  async function shownText(externalId: string): Promise<string> {
    for (;;) {
      const { rows } = await portal.app.database.pool.query<{ id: string; conversation_id: string }>(
        'select id, conversation_id from messages where external_id = $1',
        [externalId],
      );
      if (!rows[0]) continue;
      const { items } = await admin.client(conversations.messages, { params: { id: rows[0].conversation_id } });
      return items.find(({ id }) => id === rows[0]!.id)?.text ?? '';
    }
  }
});
