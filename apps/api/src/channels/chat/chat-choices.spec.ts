import { randomUUID } from 'node:crypto';
import { conversations, whatsappInteractive, type InteractiveChoices } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { testFiles } from '../../testing/test-files.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';

describe('WhatsApp answers with files and choices', () => {
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

  const reply = (id: string, text: string, more: object = {}) =>
    admin.client(conversations.reply, { params: { id }, body: { clientKey: randomUUID(), text, ...more } });

  it('sends each file in a message of its own, once, with the text at the first', async () => {
    const customer = chat.simulator.customer({ name: 'Three Files' });
    await customer.write('hello');
    const conversation = await chat.conversationOf(customer);
    const attachmentIds: string[] = [];
    for (const [type, content] of Object.entries(testFiles)) {
      const form = new FormData();
      form.set('file', new Blob([content]), `file.${type}`);
      const response = await fetch(`${app.url}/attachments`, {
        method: 'POST',
        headers: { authorization: `Bearer ${admin.token}` },
        body: form,
      });
      attachmentIds.push(((await response.json()) as { id: string }).id);
    }
    const clientKey = randomUUID();
    const send = () => reply(conversation.id, 'three of them', { clientKey, attachmentIds });
    const [first, again] = [await send(), await send()];
    expect(again.id).toBe(first.id);
    for (;;) {
      const sent = (await chat.thread(conversation.id)).filter(({ direction }) => direction === 'outbound');
      if (sent.every(({ delivery }) => delivery.state === 'queued' || delivery.state === 'sending')) continue;
      expect(sent.map(({ text, contentType, attachments }) => [text, contentType, attachments.length])).toEqual([
        ['three of them', 'image', 1],
        ['', 'document', 1],
        ['', 'audio', 1],
      ]);
      break;
    }
    for (const type of ['Image', 'Document', 'Audio']) {
      await customer.waitForChat(({ contentType }) => contentType === type);
    }
    expect(customer.chat.filter(({ from }) => from === 'business')).toHaveLength(3);
  });

  it.each<[string, InteractiveChoices, string, string, string | null]>([
    ['buttons', { buttons: ['Yes, please', 'No, thank you'] }, 'No, thank you', 'button_reply', null],
    [
      'a list',
      {
        list: {
          button: 'Choose',
          rows: [
            { title: 'Order status', description: 'Track my order', section: 'Orders' },
            { title: 'Something else', description: null, section: 'Other' },
          ],
        },
      },
      'Order status',
      'list_reply',
      'Track my order',
    ],
  ] as const)(
    'offers %s, and shows what the customer chose',
    async (_what, choices, title, contentType, description) => {
      const customer = chat.simulator.customer({ name: `Chooses ${contentType}` });
      await customer.write('hello');
      const conversation = await chat.conversationOf(customer);
      const sent = await admin.client(whatsappInteractive.reply, {
        params: { id: conversation.id },
        body: {
          clientKey: randomUUID(),
          text: 'What is it about?',
          footer: 'Fern & Clay',
          choices: choices,
        },
      });
      expect(sent).toMatchObject({
        contentType: 'interactive',
        chat: 'buttons' in choices ? { buttons: choices.buttons.map((text) => ({ text })), list: null } : choices,
      });
      await customer.waitForChat((message) => message.callbackData === sent.id);
      await customer.choose(title);
      const chosen = await chat.untilMessage(conversation.id, ({ text }) => text === title);
      expect(chosen).toMatchObject({ direction: 'inbound', contentType, chat: { choice: { title, description } } });
    },
  );

  it('offers no choices that WhatsApp would not take, nor any when the window is closed', async () => {
    const customer = chat.simulator.customer({ name: 'Too Many Choices' });
    await customer.write('hello');
    const { id } = await chat.conversationOf(customer);
    const offer = (choices: InteractiveChoices) =>
      admin.client(whatsappInteractive.reply, {
        params: { id },
        body: { clientKey: randomUUID(), text: 'Which?', choices },
      });
    expect(await refusal(offer({ buttons: ['1', '2', '3', '4'] }))).toMatchObject({ code: 'bad_request' });
    expect(await refusal(offer({ buttons: ['Same', 'Same'] }))).toMatchObject({ code: 'bad_request' });
    expect(await refusal(offer({ buttons: ['A button with far too long a title'] }))).toMatchObject({
      code: 'bad_request',
    });
    const row = { title: 'A', description: null };
    const mixed = [
      { ...row, section: 'One' },
      { ...row, title: 'B', section: null },
    ];
    expect(await refusal(offer({ list: { button: 'Choose', rows: mixed } }))).toMatchObject({ code: 'bad_request' });
    await app.database
      .tables<'conversations'>()
      .updateTable('conversations')
      .set({ lastInboundAt: new Date(Date.now() - 25 * 3_600_000) })
      .where('id', '=', id)
      .execute();
    expect(await refusal(offer({ buttons: ['Yes'] }))).toMatchObject({ code: 'window_closed' });
  });
});
