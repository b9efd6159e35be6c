import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { whatsappTemplates, type Attachment } from '@switchboard/contracts';
import { refusal } from '../../testing/refusal.ts';
import { testFiles } from '../../testing/test-files.ts';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { type Chat, startChat } from '../../testing/test-chat.ts';

describe('a template with a file in its header', () => {
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  // The portal's public address, known before the portal has one of its own.
  const door = createServer((request, response) => {
    response.writeHead(307, { location: `${app.url}${request.url}` }).end();
  });

  beforeAll(async () => {
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    app = await startTestApp({ PUBLIC_API_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}` });
    admin = await app.signInAs({ role: 'admin' });
    chat = await startChat(app, admin);
  });

  afterAll(async () => {
    await chat.simulator.stop();
    await app.close();
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  });

  const upload = async (content: Buffer<ArrayBuffer>, type: string, name: string): Promise<Attachment> => {
    const form = new FormData();
    form.set('file', new Blob([content], { type }), name);
    const headers = { authorization: `Bearer ${admin.token}` };
    const response = await fetch(`${app.url}/attachments`, { method: 'POST', headers, body: form });
    return (await response.json()) as Attachment;
  };
  const template = (headerFormat: 'image' | 'document' | 'text' | null) =>
    admin.client(whatsappTemplates.register, {
      params: { id: chat.accountId },
      body: {
        name: `receipt_${headerFormat}`,
        language: 'en',
        category: 'UTILITY',
        headerFormat,
        headerText: headerFormat === 'text' ? 'Hello' : null,
        body: 'Your receipt, {{1}}',
      },
    });
  const reply = (id: string, templateId: string, more: object) =>
    admin.client(whatsappTemplates.reply, {
      params: { id },
      body: { clientKey: randomUUID(), templateId, bodyValues: ['Asha'], ...more },
    });

  it('takes an upload, shows it in the thread, and brings it to the phone', async () => {
    const customer = chat.simulator.customer({ name: 'Wants A Receipt' });
    await customer.write('hello');
    const { id } = await chat.conversationOf(customer);
    const file = await upload(testFiles.png, 'image/png', 'receipt.png');
    const sent = await reply(id, (await template('image')).id, { headerAttachmentId: file.id });
    expect(sent).toMatchObject({
      text: 'Your receipt, Asha',
      contentType: 'template',
      chat: { header: null },
      attachments: [{ id: file.id, filename: 'receipt.png', state: 'stored' }],
    });
    const onPhone = await customer.waitForChat((message) => message.status === 'delivered');
    expect(onPhone.media).toMatchObject({ filename: 'receipt.png', contentType: 'image/png' });
  });

  it('names the file that does not fit', async () => {
    const customer = chat.simulator.customer({ name: 'Wrong File' });
    await customer.write('hello');
    const { id } = await chat.conversationOf(customer);
    const sheet = await upload(testFiles.pdf, 'application/pdf', 'sheet.pdf');
    const headerAttachmentId = sheet.id;
    for (const [format, words] of [
      ['image', 'a picture, this file is not'],
      ['text', 'has no file in its header'],
      [null, 'has no file in its header'],
    ] as const) {
      const error = await refusal(reply(id, (await template(format)).id, { headerAttachmentId }));
      expect(error).toMatchObject({
        status: 422,
        message: expect.stringContaining(words) as unknown,
        details: [{ path: 'body.headerAttachmentId' }],
      });
    }
    const missing = await refusal(reply(id, (await template('document')).id, {}));
    expect(missing.details).toMatchObject([{ path: 'header.1' }]);
    const most = Buffer.concat([testFiles.png, Buffer.alloc(5 * 1_048_576)]);
    const large = await upload(most, 'image/png', 'large.png');
    const tooLarge = await refusal(reply(id, (await template('image')).id, { headerAttachmentId: large.id }));
    expect(tooLarge.message).toBe('A picture may have up to 5 MB on WhatsApp.');
  });
});
