import { randomUUID } from 'node:crypto';
import { conversations, emails, supportEmails, type Message } from '@switchboard/contracts';
import { deliveryReport, SmtpSink, type SinkMail } from '@switchboard/simulator';
import { startTestApp, type SignedIn, type TestApp } from '../../../testing/test-app.ts';
import { deliverBySmtp } from '../../../testing/test-mail.ts';
import type { TestSocket } from '../../../testing/test-socket.ts';

let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;
const sink = new SmtpSink();

beforeAll(async () => {
  await sink.start();
  app = await startTestApp({ SMTP_IN_PORT: '0' });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  const smtp = { host: '127.0.0.1', port: sink.port, secure: false, username: '', password: '' };
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support', smtp } });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await sink.stop();
});

/** A reply, and the mail that the customers' server took. */
async function reply(to = ['asha@example.test']): Promise<{ sent: Message; mail: SinkMail }> {
  const id = `<${randomUUID()}@example.test>`;
  await deliverBySmtp(app, `From: Asha <asha@example.test>\r\nMessage-ID: ${id}\r\nSubject: Cup\r\n\r\nHello`);
  const { message } = await inbox.next(
    'message',
    (one) => one.cause === 'message.received' && one.message.email?.messageId === id,
  );
  const body = { clientKey: randomUUID(), text: 'Sorry', to };
  const sent = await admin.client(emails.reply, { params: { id: message.id }, body });
  await became(sent, 'sent');
  return { sent, mail: sink.mails.find(({ messageId }) => messageId === sent.email?.messageId)! };
}

const became = (sent: Message, state: Message['delivery']['state']) =>
  inbox.next('message', ({ message }) => message.id === sent.id && message.delivery.state === state);

async function report(mail: Pick<SinkMail, 'messageId' | 'dsn'>, action: 'delivered' | 'failed'): Promise<void> {
  await deliverBySmtp(app, deliveryReport(mail, action) ?? '');
}

/** As a server reports that was told, or believes, another original recipient. */
function renamed({ messageId, dsn }: SinkMail, original: string, final?: string) {
  const recipients = dsn.recipients.map((one) => ({
    ...one,
    address: final ?? one.address,
    originalRecipient: `rfc822;${original}`,
  }));
  return { messageId, dsn: { ...dsn, recipients } };
}

it('a server that reports what it was asked for gives a mail its second tick', async () => {
  const { sent, mail } = await reply(['asha@example.test', 'dev@example.test']);
  expect(mail.dsn.recipients.map(({ originalRecipient }) => originalRecipient)).toEqual([null, null]);
  await report(mail, 'delivered');
  await became(sent, 'delivered');
});

it('and says who did not get it', async () => {
  const { sent, mail } = await reply();
  await report(mail, 'failed');
  const { message } = await became(sent, 'failed');
  expect(message.delivery.error).toBe('asha@example.test: 550 5.1.1 Nobody of that name');
});

it('an original recipient that we did not write to says nothing', async () => {
  const { sent, mail } = await reply();
  await report(renamed(mail, 'support@demo.test'), 'delivered');
  await became(sent, 'delivered');
  const other = await reply();
  await report(renamed(other.mail, 'support@demo.test'), 'failed');
  const { message } = await became(other.sent, 'failed');
  expect(message.delivery.error).toContain('asha@example.test: 550');
});

it('one that we did write to stands for the address behind it', async () => {
  const { sent, mail } = await reply();
  await report(renamed(mail, 'Asha@example.test', 'asha.rao@elsewhere.test'), 'delivered');
  const { message } = await became(sent, 'delivered');
  expect(message.delivery.error).toBeNull();
});

it('an answer to the conversation goes to the customer, not to the machine that spoke last', async () => {
  const { sent } = await reply();
  const automatic = [
    'From: Away <away@example.test>',
    `Message-ID: <${randomUUID()}@example.test>`,
    `In-Reply-To: ${sent.email?.messageId}`,
    'Auto-Submitted: auto-replied',
    'Subject: Out of office',
  ];
  await deliverBySmtp(app, `${automatic.join('\r\n')}\r\n\r\nBack on Monday`);
  const { conversationId: id } = sent;
  await inbox.next('message', ({ message }) => message.conversationId === id && message.email?.isAutomatic === true);
  const body = { clientKey: randomUUID(), text: 'Once more', force: true };
  const again = await admin.client(conversations.reply, { params: { id }, body });
  expect(again.email?.to).toEqual([{ address: 'asha@example.test', name: 'Asha' }]);
});
