import { SMTPServer } from 'smtp-server';
import type { Mailboxes } from './mailboxes.ts';

const LARGEST = 40 * 1024 * 1024;

/** An SMTP server on loopback that takes mail for any address and puts it into that address's mailbox. */
export class MailSink {
  readonly #server: SMTPServer;

  constructor(mailboxes: Mailboxes) {
    this.#server = new SMTPServer({
      banner: 'Customers of the simulator',
      size: LARGEST,
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      disableReverseLookup: true,
      onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anyone' }),
      onData: (stream, session, done) => {
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        const keep = async (): Promise<void> => {
          try {
            const raw = await readAll(stream);
            for (const address of recipients) await mailboxes.add(address, 'inbox', raw);
            done(null, 'Kept for the customer');
          } catch (error) {
            done(error instanceof Error ? error : new Error(String(error)));
          }
        };
        void keep();
      },
    });
  }

  /** @param port 0 for any free one @returns the port it listens on */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      const listening = this.#server.listen(port, '127.0.0.1', () => {
        this.#server.off('error', reject);
        // A client that hangs up in the middle of a command is its own business.
        this.#server.on('error', () => undefined);
        const address = listening.address();
        resolve(typeof address === 'object' && address ? address.port : port);
      });
    });
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}

/**
 * The whole of a mail, as it came.
 *
 * @throws with the SMTP code 552 when it is too large
 */
export async function readAll(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size <= LARGEST) chunks.push(chunk);
  }
  if (size > LARGEST) throw Object.assign(new Error('Message too large'), { responseCode: 552 });
  return Buffer.concat(chunks);
}
