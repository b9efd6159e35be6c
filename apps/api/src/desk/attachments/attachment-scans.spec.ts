import { randomUUID } from 'node:crypto';
import { supportEmails, type Message } from '@switchboard/contracts';
import { Clamd, EICAR } from '@switchboard/simulator';
import { startTestApp, type SignedIn, type TestApp } from '../../testing/test-app.ts';
import { deliverBySmtp } from '../../testing/test-mail.ts';
import type { TestSocket } from '../../testing/test-socket.ts';
import { AttachmentScansService } from './attachment-scans.service.ts';
import { AttachmentsService } from './attachments.service.ts';

const clamd = new Clamd();
let app: TestApp;
let admin: SignedIn;
let inbox: TestSocket;

beforeAll(async () => {
  await clamd.up();
  app = await startTestApp({ SMTP_IN_PORT: '0', CLAMAV_HOST: `127.0.0.1:${clamd.port}` });
  admin = await app.signInAs({ role: 'admin' });
  inbox = await admin.connect('/emails');
  await admin.client(supportEmails.create, { body: { address: 'support@demo.test', name: 'Support' } });
}, 60_000);

afterAll(async () => {
  await app?.close();
  await clamd.down().catch(() => undefined);
});

async function receive(...files: string[]): Promise<Message> {
  const id = `<${randomUUID()}@example.test>`;
  const parts = files.map(
    (file, index) =>
      `--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=${index}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(file).toString('base64')}\r\n`,
  );
  await deliverBySmtp(
    app,
    `From: asha@example.test\r\nMessage-ID: ${id}\r\nSubject: Files\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee\r\n${parts.join('')}--b--\r\n`,
  );
  const { message } = await inbox.next('message', (heard) => heard.message.email?.messageId === id);
  return message;
}

const scanned = async (messageId: string, index: number) => {
  const { message } = await inbox.next(
    'message',
    ({ cause, message: heard }) =>
      cause === 'attachment.scanned' && heard.id === messageId && heard.attachments[index]?.scan !== 'pending',
  );
  return message.attachments[index]!;
};

/** The address where this application listens. */
const here = (url: string | null) => url?.replace(/^https?:\/\/[^/]+/, app.url) ?? '';

/** As somebody would who made an address before the verdict. */
async function download(id: string): Promise<{ status: number; body: string }> {
  const row = await app.get(AttachmentsService).get(id);
  const { url } = app.get(AttachmentsService).toAttachment({ ...row, scan: 'clean' });
  const answer = await fetch(here(url));
  return { status: answer.status, body: await answer.text() };
}

it('a clean file is given out, an infected one never, and says what it carries', async () => {
  const message = await receive('harmless', `a${EICAR}`);
  const [clean, infected] = await Promise.all([scanned(message.id, 0), scanned(message.id, 1)]);
  expect(clean).toMatchObject({ scan: 'clean', threat: null, url: expect.any(String) as unknown });
  expect(await (await fetch(here(clean.url))).text()).toBe('harmless');
  expect(infected).toMatchObject({ scan: 'infected', threat: 'Eicar-Test-Signature', url: null });
  const refused = await download(infected.id);
  expect(refused).toMatchObject({ status: 403, body: expect.stringContaining('Eicar-Test-Signature') as unknown });
});

it('without the scanner a file waits, is not given out, and is checked once it is back', async () => {
  await clamd.down();
  const message = await receive('later');
  const [file] = message.attachments;
  expect(file).toMatchObject({ scan: 'pending', url: null });
  expect(await download(file!.id)).toMatchObject({
    status: 409,
    body: expect.stringContaining('still being checked') as unknown,
  });
  await clamd.up();
  await app.database.pool.query(`update attachments set created_at = now() - interval '1 minute' where id = $1`, [
    file!.id,
  ]);
  await app.get(AttachmentScansService).sweep();
  expect(await scanned(message.id, 0)).toMatchObject({ scan: 'clean', url: expect.any(String) as unknown });
});

it('what an agent attaches is checked as well', async () => {
  const form = new FormData();
  form.set('file', new Blob([EICAR]), 'virus.txt');
  const answer = await fetch(`${app.url}/attachments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}` },
    body: form,
  });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { id: string };
  const state = async () => (await app.get(AttachmentsService).get(id)).scan;
  while ((await state()) === 'pending');
  expect(await state()).toBe('infected');
});
