import { startWithPortal } from '../portal-stand-in.ts';

let portal: Awaited<ReturnType<typeof startWithPortal>>;
beforeEach(async () => {
  portal = await startWithPortal();
});
afterEach(() => portal.stop());

const json = (method: string, path: string, body: object) =>
  fetch(portal.simulator.url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const asha = `/api/people/${encodeURIComponent('+919000000001')}`;

test('serves a page that asks for nothing outside', async () => {
  const page = await fetch(portal.simulator.url);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  const html = await page.text();
  const linked = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address]) => address ?? '');
  expect(linked.filter((address) => !address.startsWith('data:'))).toEqual(['/page.css', '/page.js']);
  for (const path of ['/page.css', '/page.js', '/screen.js', '/chat.js', '/mail.js']) {
    const asset = await fetch(portal.simulator.url + path);
    expect(asset.status).toBe(200);
    expect(await asset.text()).not.toMatch(/https?:\/\/(?!www\.w3\.org)/);
  }
});

test('writes, reads and answers for the person chosen, and tells it live', async () => {
  const live = await fetch(`${portal.simulator.url}/api/live`);
  const reader = live.body?.pipeThrough(new TextDecoderStream()).getReader();
  expect(await reader?.read()).toMatchObject({ value: ': hello\n\n' });

  expect((await json('POST', '/api/people', { name: 'Asha Rao', phone: '90000 00001' })).status).toBe(201);
  expect(await reader?.read()).toMatchObject({ value: expect.stringContaining('"phone":"+919000000001"') as unknown });
  expect((await json('POST', `${asha}/chat`, { text: 'hi' })).status).toBe(201);
  expect(await reader?.read()).toMatchObject({ value: expect.stringContaining('"text":"hi"') as unknown });
  await reader?.cancel();

  const sent = await json('POST', `${asha}/mails`, { subject: 'Broken cup', text: 'Please help' });
  expect(await sent.json()).toMatchObject({ folder: 'sent', subject: 'Broken cup' });
  const state = (await (await fetch(`${portal.simulator.url}/api/state`)).json()) as Record<string, unknown>;
  expect(state).toMatchObject({
    business: { number: '+919000099999', address: 'support@demo.test' },
    chats: { '+919000000001': [{ text: 'hi', status: 'delivered' }] },
    mails: { 'asha.rao@example.test': [{ subject: 'Broken cup' }] },
  });
});

test('takes a picture as its bytes', async () => {
  await json('POST', '/api/people', { name: 'Asha Rao', phone: '+919000000001' });
  const response = await fetch(`${portal.simulator.url}${asha}/files?filename=leaf.png&caption=look`, {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: Buffer.from('89504e470d0a1a0a', 'hex'),
  });
  expect(response.status).toBe(201);
  expect(await response.json()).toMatchObject({ contentType: 'Image', text: 'look', media: { filename: 'leaf.png' } });
});

test.each([
  ['nobody', '/api/people/5550000000/chat', { text: 'hi' }, 'nobody'],
  ['an empty message', `${asha}/chat`, { text: ' ' }, 'Write something'],
  ['a number that is none', '/api/people', { name: 'X', phone: '12' }, 'not a phone number'],
  ['an answer to a mail that is gone', `${asha}/mails`, { text: 'x', answers: 'gone' }, 'gone'],
])('says what is wrong with %s', async (_what, path, body, words) => {
  await json('POST', '/api/people', { name: 'Asha Rao', phone: '+919000000001' });
  const response = await json('POST', path, body);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({ message: expect.stringContaining(words) as unknown });
});
