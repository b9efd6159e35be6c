import { readFile } from 'node:fs/promises';
import { startWithPortal } from '../portal-stand-in.ts';
import { interaktSignature } from './webhook-sender.ts';

type Portal = Awaited<ReturnType<typeof startWithPortal>>;

let portal: Portal;
beforeEach(async () => {
  portal = await startWithPortal();
});
afterEach(() => portal.stop());

function send(body: object, key = 'key', signal?: AbortSignal): Promise<Response> {
  return fetch(`${portal.simulator.interaktUrl}/v1/public/message/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Basic ${key}` },
    body: JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

const hello = { fullPhoneNumber: '919000000001', callbackData: 'm1', type: 'Text', data: { message: 'Hello' } };
const types = () => portal.webhooks.map(({ body }) => (JSON.parse(body) as { type: string }).type);

test('signs as in the published example', async () => {
  const golden = JSON.parse(await readFile(new URL('./golden-signature.json', import.meta.url), 'utf8')) as {
    secret: string;
    signature: string;
    rawBody: string;
  };
  expect(interaktSignature(golden.secret, golden.rawBody)).toBe(golden.signature);
});

test('a customer’s message arrives as a signed webhook at the account’s address', async () => {
  const message = await portal.simulator
    .customer({ name: 'Asha Rao', phone: '+919000000001' })
    .write('Where is my order?');
  const [webhook] = portal.webhooks;
  expect(webhook?.path).toBe('/webhooks/interact/main');
  expect(webhook?.signature).toBe(interaktSignature('test_secret', webhook?.body ?? ''));
  expect(JSON.parse(webhook?.body ?? '')).toMatchObject({
    type: 'message_received',
    data: {
      customer: {
        channel_phone_number: '919000000001',
        phone_number: '9000000001',
        country_code: '+91',
        traits: { name: 'Asha Rao' },
      },
      message: { id: message.id, message_content_type: 'Text', message: 'Where is my order?', media_url: null },
    },
  });
  expect(message.status).toBe('delivered');
});

test('a picture is served at the address the webhook names', async () => {
  const content = Buffer.from('89504e470d0a1a0a', 'hex');
  await portal.simulator.customer().sendFile({ content, contentType: 'image/png', filename: 'leaf photo.png' }, 'look');
  const { message } = (
    JSON.parse(portal.webhooks[0]?.body ?? '') as {
      data: { message: { media_url: string; message_content_type: string } };
    }
  ).data;
  expect(message.message_content_type).toBe('Image');
  const response = await fetch(message.media_url);
  expect(response.headers.get('content-type')).toBe('image/png');
  expect(Buffer.from(await response.arrayBuffer())).toEqual(content);
});

test('a reply is sent, delivered, and read once the chat is opened', async () => {
  const asha = portal.simulator.customer({ phone: '+919000000001' });
  await asha.write('hi');
  const response = await send(hello);
  expect(response.status).toBe(201);
  const { id } = (await response.json()) as { id: string };
  const reply = await asha.waitForChat((message) => message.status === 'delivered');
  expect(reply).toMatchObject({ id, text: 'Hello' });
  await portal.waitForWebhooks(3);
  await asha.openChat();
  expect(types()).toEqual(['message_received', 'message_api_sent', 'message_api_delivered', 'message_api_read']);
  expect(JSON.parse(portal.webhooks[3]?.body ?? '')).toMatchObject({
    data: {
      message: {
        id,
        message_status: 'Read',
        meta_data: { source: 'PublicInterakt', source_data: { callback_data: 'm1' } },
      },
    },
  });
});

test('a webhook that is not accepted is repeated', async () => {
  portal.answerWebhooks(503, 500);
  await portal.simulator.customer().write('hi');
  expect(portal.simulator.interakt.webhooks.deliveries[0]?.answers).toEqual([503, 500, 200]);
  expect(portal.webhooks).toHaveLength(1);
});

test.each([
  ['a wrong key', hello, 'other', 401, 'Unauthorized'],
  ['a number never seen', hello, 'key', 400, 'Customer is not available for the organization'],
  ['no number', { type: 'Text', data: { message: 'x' } }, 'key', 400, 'Phone number is required'],
  ['a type it does not know', { ...hello, type: 'Smoke' }, 'key', 400, 'Invalid message type Smoke'],
  ['a callback longer than 512', { ...hello, callbackData: 'x'.repeat(513) }, 'key', 400, 'callbackData'],
  ['a picture without address', { ...hello, type: 'Image' }, 'key', 400, 'mediaUrl is required'],
])('refuses %s', async (_what, body, key, status, words) => {
  const response = await send(body, key);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ result: false, message: expect.stringContaining(words) as unknown });
});

test('a tracked number that never wrote takes templates only', async () => {
  const tracked = await fetch(`${portal.simulator.interaktUrl}/v1/public/track/users/`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Basic key' },
    body: JSON.stringify({ phoneNumber: '9000000001', countryCode: '+91', traits: { name: 'Asha' } }),
  });
  expect(tracked.status).toBe(202);
  const text = await send(hello);
  expect(text.status).toBe(400);
  expect(await text.json()).toMatchObject({
    message: expect.stringContaining('has not messaged within last 24 hours') as unknown,
  });
  const template = await send({
    ...hello,
    type: 'Template',
    template: { name: 'order_update', languageCode: 'en', bodyValues: ['A1'] },
  });
  expect(template.status).toBe(201);
});

test('a demo answers people whose chats are older than this process', async () => {
  await portal.stop();
  portal = await startWithPortal({ assumeKnown: true });
  portal.simulator.customer({ name: 'Asha Rao', phone: '+919000000001' });
  for (const fullPhoneNumber of ['919000000001', '919000000002']) {
    expect((await send({ ...hello, fullPhoneNumber })).status).toBe(201);
  }
});

test('planned faults strike the next send and no other', async () => {
  const asha = portal.simulator.customer({ phone: '+919000000001' });
  await asha.write('hi');
  const { faults } = portal.simulator.interakt;

  faults.plan({ kind: 'refuse', with: 'rate_limited' }, null);
  expect((await send(hello)).status).toBe(429);

  faults.plan({ kind: 'drop', accepted: true }, '+919000000001');
  await expect(send({ ...hello, callbackData: 'dropped' })).rejects.toThrow('fetch failed');
  await asha.waitForChat((message) => message.callbackData === 'dropped');

  faults.plan({ kind: 'hang' }, null);
  const impatient = new AbortController();
  const hanging = send({ ...hello, callbackData: 'hung' }, 'key', impatient.signal);
  await asha.waitForChat((message) => message.callbackData === 'hung');
  impatient.abort();
  await expect(hanging).rejects.toThrow('aborted');

  faults.plan({ kind: 'drop', accepted: false }, null);
  await expect(send({ ...hello, callbackData: 'lost' })).rejects.toThrow('fetch failed');
  expect(asha.chat.some((message) => message.callbackData === 'lost')).toBe(false);
  expect((await send(hello)).status).toBe(201);
});

test('reports statuses reversed and doubled when told to', async () => {
  const asha = portal.simulator.customer({ phone: '+919000000001' });
  await asha.write('hi');
  portal.simulator.interakt.faults.plan({ kind: 'statuses', order: ['read', 'delivered', 'delivered', 'sent'] }, null);
  await send(hello);
  await portal.waitForWebhooks(5);
  expect(types().slice(1)).toEqual([
    'message_api_read',
    'message_api_delivered',
    'message_api_delivered',
    'message_api_sent',
  ]);
});
