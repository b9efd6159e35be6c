import { createHash } from 'node:crypto';
import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import { ENVIRONMENT, type Environment } from '../../../../kernel/config/environment.ts';
import { MailIntake } from '../../inbound/mail-intake.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../../mailboxes/mailboxes.repository.ts';
import { mailLimits } from '../../parsing/mail-limits.ts';

/**
 * The second way in: a mail server relays to us. A mail is answered with 250 once it lies in the ledger; until then
 * the other side keeps it and tries again.
 */
@Injectable()
export class InboundSmtpServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('InboundSmtp');
  private server: SMTPServer | null = null;
  /** Where it listens; null while it does not. */
  port: number | null = null;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly mailboxes: MailboxesRepository,
    private readonly intake: MailIntake,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { SMTP_IN_PORT, HOST } = this.environment;
    if (SMTP_IN_PORT === undefined) return;
    const server = new SMTPServer({
      banner: 'Switchboard',
      size: mailLimits.size,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      maxClients: 200,
      maxRecipients: 50,
      socketTimeout: 60_000,
      closeTimeout: 2_000,
      logger: false,
      onRcptTo: ({ address }, _session, done) => answer(this.admit(address), done),
      onData: (stream, session, done) => answer(this.take(stream, session), done),
    });
    server.on('error', (error) => this.logger.debug({ err: error }, 'A mail connection broke'));
    await new Promise<void>((resolve, reject) => {
      server.server.once('error', reject);
      server.listen(SMTP_IN_PORT, HOST, resolve);
    });
    this.server = server;
    const address = server.server.address();
    this.port = typeof address === 'object' && address ? address.port : null;
  }

  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (server) await new Promise<void>((resolve) => server.close(resolve));
    this.port = null;
  }

  private async admit(address: string): Promise<void> {
    const mailbox = await this.mailboxes.receiving(address).catch((error: unknown) => this.later(error));
    if (!mailbox) throw reply(550, `5.1.1 There is no mailbox ${address} here`);
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const raw = await read(stream);
    const hash = createHash('sha256').update(raw).digest('hex');
    try {
      for (const [mailbox, recipients] of await this.recipients(session)) {
        await this.intake.accept({
          way: 'smtp',
          mailbox,
          externalId: `smtp:${hash}`,
          envelope: {
            envelopeFrom: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
            envelopeTo: recipients.join(', '),
            from: session.remoteAddress,
          },
          raw,
        });
      }
    } catch (error) {
      this.later(error);
    }
    return 'Kept';
  }

  /** The mailboxes it is for, each once, with the addresses that named them. */
  private async recipients(session: SMTPServerSession): Promise<Map<Mailbox, string[]>> {
    const found = new Map<string, [Mailbox, string[]]>();
    for (const { address } of session.envelope.rcptTo) {
      const mailbox = await this.mailboxes.receiving(address);
      if (!mailbox) continue;
      const entry = found.get(mailbox.id) ?? [mailbox, []];
      entry[1].push(address);
      found.set(mailbox.id, entry);
    }
    // Switched off between RCPT and DATA.
    if (found.size === 0) throw reply(450, '4.2.1 The mailbox is not in use at the moment');
    return new Map(found.values());
  }

  /** The fault is ours: the other side is to keep the mail and try again. */
  private later(error: unknown): never {
    if (error instanceof SmtpReply) throw error;
    this.logger.error({ err: error }, 'A mail could not be kept');
    throw reply(451, '4.3.0 Not kept, please try again');
  }
}

class SmtpReply extends Error {
  readonly responseCode: number;

  constructor(code: number, message: string) {
    super(message);
    this.responseCode = code;
  }
}

function reply(code: number, message: string): SmtpReply {
  return new SmtpReply(code, message);
}

/** Reads to the end even what is too large: an answer in the midst of DATA is not understood. */
async function read(stream: SMTPServerDataStream): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw reply(552, `5.3.4 Mails of up to ${mailLimits.size} bytes are taken`);
  return Buffer.concat(chunks);
}

function answer<T>(work: Promise<T>, done: (error?: Error | null, result?: T) => void): void {
  work.then(
    (result) => done(null, result),
    (error: unknown) => done(error as Error),
  );
}
