import { randomUUID } from 'node:crypto';
import { chatMedia, type Attachment } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { testFiles } from '../../testing/test-files.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';
import exchanges from './providers/interakt/fixtures/exchanges.json' with { type: 'json' };
import { failureOf, refusalOf, waitAfter } from './media-failure.ts';

const picture = { content: testFiles.png, contentType: 'image/png', filename: 'leaf.png' };

describe('files of chat messages', () => {
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  beforeAll(async () => {
    app = await startTestApp();
    admin = await app.signInAs({ role: 'admin' });
    chat = await startChat(app, admin);
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
  });

  /** A message with a picture at this address, and the picture as soon as it `fits`. */
  const received = async (name: string, url: string, fits: (file: Attachment) => boolean) => {
    const phone = `9190000${String(Math.floor(Math.random() * 90_000) + 10_000)}`;
    const { message } = exchanges.received_image.data;
    const body = {
      type: 'message_received',
      data: {
        customer: { channel_phone_number: phone, traits: { name } },
        message: { ...message, id: randomUUID(), media_url: url },
      },
    };
    expect((await chat.post(JSON.stringify(body))).status).toBe(200);
    const conversation = await chat.conversationOf({ person: { name } });
    const shown = await chat.untilMessage(conversation.id, ({ attachments }) => attachments.some(fits));
    expect(shown.text).toBe('leaf photo');
    return { conversation, file: shown.attachments[0]! };
  };
  const fetchAgain = (id: string, client = admin.client) => client(chatMedia.fetchAgain, { params: { id } });

  it('says why a picture is not here yet and when it is tried again; an agent need not wait for that', async () => {
    chat.simulator.interakt.media.failWith(503);
    const asha = chat.simulator.customer({ name: 'Asha Rao' });
    await asha.sendFile(picture, 'look');
    const conversation = await chat.conversationOf(asha);
    const waiting = await chat.untilMessage(conversation.id, ({ attachments }) => Boolean(attachments[0]?.problem));
    expect(waiting).toMatchObject({
      text: 'look',
      attachments: [{ state: 'pending', problem: 'WhatsApp is busy (503)', url: null }],
    });
    expect(Date.parse(waiting.attachments[0]!.retryAt!)).toBeGreaterThan(Date.now() - 1000);
    const socket = await admin.connect('/chats');
    await socket.next('ready');
    expect(await fetchAgain(waiting.attachments[0]!.id)).toMatchObject({ state: 'pending', problem: null });
    const { message } = await socket.next('message', (told) => told.message.attachments[0]?.state === 'stored');
    expect(message.attachments[0]).toMatchObject({ problem: null, retryAt: null, sizeBytes: picture.content.length });
    expect(await refusal(fetchAgain(message.attachments[0]!.id))).toMatchObject({ code: 'conflict' });
  });

  it('tells an agent that WhatsApp no longer has a file, and does not pretend that trying again may help', async () => {
    const url = `${chat.simulator.interaktUrl}/media/${randomUUID()}/gone.png`;
    const { file } = await received('Gone File', url, ({ state }) => state === 'gone');
    expect(file).toMatchObject({ problem: 'WhatsApp no longer has it', retryAt: null, url: null });
    expect(await refusal(fetchAgain(file.id))).toMatchObject({ status: 410, code: 'gone' });
  });

  it('refuses a file that is too large, and takes it no further when asked again', async () => {
    const { url } = chat.simulator.interakt.media.keep({
      content: Buffer.alloc(33_554_433),
      contentType: 'image/png',
      filename: 'large.png',
    });
    const { file } = await received('Large File', url, ({ state }) => state === 'failed');
    expect(file.problem).toBe('it is larger than 32 MB');
  });

  it.each([
    ['loopback', 'http://127.0.0.1:9/x.png'],
    ['link-local', 'http://169.254.169.254/latest/meta-data/'],
    ['IPv6-mapped', 'http://[::ffff:10.0.0.1]/x.png'],
    ['decimal', 'http://2130706433/x.png'],
    ['another scheme', 'file:///etc/passwd'],
  ])('never fetches from inside the network: %s', async (what, url) => {
    const { file, conversation } = await received(`Inside ${what}`, url, ({ state }) => state === 'failed');
    expect(file.url).toBeNull();
    expect(file.problem).toMatch(/public internet/);
    await fetchAgain(file.id);
    await chat.untilMessage(conversation.id, ({ attachments }) => attachments[0]?.state === 'failed');
  });

  it('is for those who may write in the conversation', async () => {
    const url = `${chat.simulator.interaktUrl}/media/${randomUUID()}/x.png`;
    const { file } = await received('Not Yours', url, ({ state }) => state === 'gone');
    const stranger = await app.signInAs({ scope: 'own' });
    expect(await refusal(fetchAgain(file.id, stranger.client))).toMatchObject({ code: 'not_found' });
    const reader = await app.signInAs({ grants: [{ module: 'conversations', action: 'read', scope: 'all' }] });
    expect(await refusal(fetchAgain(file.id, reader.client))).toMatchObject({ code: 'forbidden' });
    expect(await refusal(fetchAgain(randomUUID()))).toMatchObject({ code: 'not_found' });
  });
});

describe('what becomes of a file that was not answered', () => {
  it.each([
    [404, { isGone: true, isFinal: true }],
    [410, { isGone: true, isFinal: true }],
    [403, { isGone: false, isFinal: true }],
    [302, { isGone: false, isFinal: true }],
    [429, { isGone: false, isFinal: false }],
    [503, { isGone: false, isFinal: false }],
  ])('%i', (status, expected) => {
    expect(failureOf(refusalOf(status, 10)!)).toMatchObject(expected);
  });

  it('is nothing, when there is a file in the answer', () => {
    expect(refusalOf(200, 10)).toBeNull();
    expect(failureOf(refusalOf(200, 0)!)).toMatchObject({ reason: 'it came empty', isFinal: false });
  });

  it('waits longer each time, and gives up after about a quarter of an hour', () => {
    const waits = [1, 2, 3, 4, 5, 6].map(waitAfter);
    expect(waits).toEqual([5, 20, 60, 300, 640, null]);
    expect(failureOf(new Error('disk'))).toEqual({ reason: 'it could not be stored', isFinal: false, isGone: false });
  });
});
