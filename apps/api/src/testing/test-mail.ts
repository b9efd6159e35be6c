import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createTransport } from 'nodemailer';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';
import { InboundSmtpServer } from '../channels/email/providers/smtp/inbound-smtp.server.ts';
import type { TestApp } from './test-app.ts';

/** A mail server of the customers' side that takes everything, unless it is told not to. */
export class TestMailSink {
  /** By their Message-ID. */
  readonly taken = new Map<string, Email>();
  /** The words in which it refuses every recipient for good. */
  refusal: string | null = null;
  private readonly server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    onRcptTo: (_address, _session, done) =>
      done(this.refusal === null ? null : Object.assign(new Error(this.refusal), { responseCode: 550 })),
    onData: (stream, _session, done) => {
      void this.take(stream).then(() => done());
    },
  });

  /** As `smtp` of a mailbox. */
  get smtp() {
    const { port } = this.server.server.address() as { port: number };
    return { host: '127.0.0.1', port, secure: false, username: '', password: '' };
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  private async take(stream: Readable): Promise<void> {
    const mail = await PostalMime.parse(await buffer(stream));
    this.taken.set(mail.messageId ?? '', mail);
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.server.close(resolve));
  }
}

/** Hands raw mail to the portal's own SMTP server (`SMTP_IN_PORT: '0'`). */
export async function deliverBySmtp(
  app: TestApp,
  raw: string,
  to = 'support@demo.test',
  from = 'asha@example.test',
): Promise<void> {
  const port = app.get(InboundSmtpServer).port ?? 0;
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  await transport.sendMail({ envelope: { from, to }, raw });
}
