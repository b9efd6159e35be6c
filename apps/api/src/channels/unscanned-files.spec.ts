import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { conversations, supportEmails, whatsappTemplates, type Attachment, type Message } from '@switchboard/contracts';
import { Clamd, type Customer, EICAR } from '@switchboard/simulator';
import { AttachmentScansService } from '../desk/attachments/attachment-scans.service.ts';
import { startTestApp, type SignedIn, type TestApp } from '../testing/test-app.ts';
import { type Chat, startChat } from '../testing/test-chat.ts';
import { testFiles } from '../testing/test-files.ts';
import { deliverBySmtp, TestMailSink } from '../testing/test-mail.ts';

describe('files that the virus scanner has not spoken about', () => {
  const clamd = new Clamd();
  const sink = new TestMailSink();
  let app: TestApp;
  let admin: SignedIn;
  let chat: Chat;

  // The portal's public address, known before the portal has one of its own.
  const door = createServer((request, response) => {
    response.writeHead(307, { location: `${app.url}${request.url}` }).end();
  });

  beforeAll(async () => {
    await clamd.up();
    await sink.start();
    await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve));
    app = await startTestApp({
      SMTP_IN_PORT: '0',
      CLAMAV_HOST: `127.0.0.1:${clamd.port}`,
      PUBLIC_API_URL: `http://127.0.0.1:${(door.address() as AddressInfo).port}`,
    });
    admin = await app.signInAs({ role: 'admin' });
    chat = await startChat(app, admin);
    await admin.client(supportEmails.create, {
      body: { address: 'support@demo.test', name: 'Support', smtp: sink.smtp },
    });
  }, 60_000);

  afterAll(async () => {
    await chat?.simulator.stop();
    await app?.close();
    await sink.stop();
    await clamd.down().catch(() => undefined);
    door.closeAllConnections();
    await new Promise((resolve) => door.close(resolve));
  });

  const upload = async (content: Buffer<ArrayBuffer> | string, name: string): Promise<Attachment> => {
    const form = new FormData();
    form.set('file', new Blob([content]), name);
    const headers = { authorization: `Bearer ${admin.token}` };
    const response = await fetch(`${app.url}/attachments`, { method: 'POST', headers, body: form });
    return (await response.json()) as Attachment;
  };

  const reply = async (id: string, attachments: Attachment[], text = 'here it is') =>
    admin.client(conversations.reply, {
      params: { id },
      body: { clientKey: randomUUID(), text, attachmentIds: attachments.map((file) => file.id) },
    });

  const until = (message: Message, fits: (now: Message) => boolean) =>
    chat.untilMessage(message.conversationId, (now) => now.id === message.id && fits(now));

  const held = (message: Message) => until(message, ({ delivery }) => delivery.error !== null);

  /** The scanner comes back, and what waits for it is due. */
  async function scannerIsBack(): Promise<void> {
    await clamd.up();
    await app.database.pool.query(`update attachments set created_at = now() - interval '1 minute'`);
    await app.get(AttachmentScansService).sweep();
  }

  async function mailFrom(address: string): Promise<string> {
    await deliverBySmtp(app, `From: ${address}\r\nMessage-ID: <${randomUUID()}@x.test>\r\nSubject: Hi\r\n\r\nHello`);
    for (;;) {
      const { items } = await admin.client(conversations.list, { query: { channel: 'email', limit: 200 } });
      const found = items.find(({ customerName }) => customerName === address);
      if (found) return found.id;
    }
  }

  const chatWith = async (name: string): Promise<{ customer: Customer; id: string }> => {
    const customer = chat.simulator.customer({ name });
    await customer.write('hello');
    return { customer, id: (await chat.conversationOf(customer)).id };
  };

  const fromUs = ({ chat: messages }: Customer) => messages.filter(({ from }) => from === 'business');

  it('wait with their message on WhatsApp, and go out once they are clean', async () => {
    await clamd.down();
    const { customer, id } = await chatWith('Waits For A Picture');
    const sent = await reply(id, [await upload(testFiles.png, 'cup.png')]);
    expect((await held(sent)).delivery).toMatchObject({
      state: 'queued',
      error: 'cup.png is still being checked for viruses.',
      attempts: 0,
    });
    expect(fromUs(customer)).toEqual([]);
    await scannerIsBack();
    await until(sent, ({ delivery }) => delivery.state === 'delivered');
    expect(fromUs(customer)).toMatchObject([{ media: { filename: 'cup.png' } }]);
  });

  it('wait with the template whose header they are', async () => {
    await clamd.down();
    const { customer, id } = await chatWith('Waits For A Receipt');
    const { id: templateId } = await admin.client(whatsappTemplates.register, {
      params: { id: chat.accountId },
      body: {
        name: 'receipt',
        language: 'en',
        category: 'UTILITY',
        headerFormat: 'image',
        headerText: null,
        body: 'Hello',
      },
    });
    const headerAttachmentId = (await upload(testFiles.png, 'receipt.png')).id;
    const sent = await admin.client(whatsappTemplates.reply, {
      params: { id },
      body: { clientKey: randomUUID(), templateId, headerAttachmentId },
    });
    await held(sent);
    expect(fromUs(customer)).toEqual([]);
    await scannerIsBack();
    await until(sent, ({ delivery }) => delivery.state === 'delivered');
    expect(fromUs(customer)).toMatchObject([{ media: { filename: 'receipt.png' } }]);
  });

  it('fail with their message where they turn out to be infected, by WhatsApp and by mail', async () => {
    await clamd.down();
    const { customer, id } = await chatWith('Gets No Virus');
    const byChat = await reply(id, [await upload(EICAR, 'virus.txt')]);
    const byMail = await reply(await mailFrom('none@example.test'), [await upload(EICAR, 'virus.txt')]);
    await held(byChat);
    await held(byMail);
    await scannerIsBack();
    for (const message of [byChat, byMail]) {
      const { delivery } = await until(message, (now) => now.delivery.state === 'failed');
      expect(delivery.error).toBe('virus.txt carries a virus and cannot be sent.');
    }
    expect(fromUs(customer)).toEqual([]);
    expect(sink.taken.size).toBe(0);
  });

  it('wait with their mail, and go out with it once they are clean', async () => {
    await clamd.down();
    const sent = await reply(await mailFrom('asha@example.test'), [await upload(testFiles.pdf, 'bill.pdf')]);
    expect((await held(sent)).delivery).toMatchObject({
      state: 'queued',
      error: 'bill.pdf is still being checked for viruses.',
      attempts: 0,
    });
    expect(sink.taken.size).toBe(0);
    await scannerIsBack();
    await until(sent, ({ delivery }) => delivery.state === 'sent');
    const [mail] = [...sink.taken.values()];
    expect(mail?.attachments).toMatchObject([{ filename: 'bill.pdf' }]);
  });
});
