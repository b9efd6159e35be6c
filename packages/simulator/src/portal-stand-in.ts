import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Feed } from './feed.ts';
import { readAll } from './mail/mail-sink.ts';
import { Mailboxes } from './mail/mailboxes.ts';
import { type Simulator, startSimulator } from './simulator.ts';

export interface ReceivedWebhook {
  path: string;
  signature: string;
  body: string;
}

/** For specs: the portal as far as the simulator sees it, a webhook receiver and an SMTP server. */
export async function startWithPortal({ assumeKnown = false } = {}) {
  const webhooks: ReceivedWebhook[] = [];
  const answers: number[] = [];
  const feed = new Feed();
  const inbound = new Mailboxes(feed);

  const http = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const status = answers.shift() ?? 200;
      if (status < 300) {
        webhooks.push({
          path: request.url ?? '',
          signature: String(request.headers['interakt-signature']),
          body: Buffer.concat(chunks).toString(),
        });
        feed.publish({ type: 'webhook' });
      }
      response.writeHead(status).end('{}');
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));

  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, done) => {
      const keep = async (): Promise<void> => {
        await inbound.add('support@demo.test', 'inbox', await readAll(stream));
        done(null);
      };
      void keep();
    },
  });
  const smtpListening = smtp.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => smtpListening.once('listening', () => resolve()));

  const simulator: Simulator = await startSimulator({
    port: 0,
    apiUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    interakt: {
      slug: 'main',
      apiKey: 'key',
      webhookSecret: 'test_secret',
      businessNumber: '+919000099999',
      assumeKnown,
    },
    smtpIn: { host: '127.0.0.1', port: (smtpListening.address() as AddressInfo).port },
    smtpSinkPort: 0,
    supportAddress: 'support@demo.test',
  });

  return {
    simulator,
    webhooks,
    /** The portal's own mailbox. */
    inbound: () => inbound.mails('support@demo.test'),
    /** What the webhook receiver answers next, one status a request; 200 afterwards. */
    answerWebhooks: (...statuses: number[]) => answers.push(...statuses),
    waitForWebhooks: (count: number) =>
      feed.waitFor(`${count} webhooks`, () => (webhooks.length >= count ? webhooks : undefined)),
    async stop() {
      await simulator.stop();
      http.closeAllConnections();
      await Promise.all([
        new Promise((resolve) => http.close(resolve)),
        new Promise<void>((resolve) => smtp.close(() => resolve())),
      ]);
    },
  };
}
