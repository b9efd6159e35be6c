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
import { MailIntake, megabytes } from '../../inbound/mail-intake.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../../mailboxes/mailboxes.repository.ts';
import { mailLimits } from '../../parsing/mail-limits.ts';
import { envelopeOf, SmtpRefusals } from './smtp-refusals.ts';

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
    private readonly refusals: SmtpRefusals,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const { SMTP_IN_PORT, HOST } = this.environment;
    if (SMTP_IN_PORT === undefined) return;
    const server = new SMTPServer({
      banner: 'Switchboard',
      size: mailLimits.size,
      // The size that a server announces is looked at once it is known for whom the mail is, so that this can be kept.
      hideSize: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      maxClients: 200,
      maxRecipients: 50,
      socketTimeout: 60_000,
      closeTimeout: 2_000,
      logger: false,
      onRcptTo: ({ address }, session, done) => answer(this.admit(address, session), done),
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

  private async admit(address: string, session: SMTPServerSession): Promise<void> {
    const mailbox = await this.mailboxes.receiving(address).catch((error: unknown) => this.later(error));
    if (!mailbox) {
      await this.refusals.ofStranger(address, session).catch((error: unknown) => this.later(error));
      throw reply(550, `5.1.1 There is no mailbox ${address} here`);
    }
    const announced = announcedSize(session);
    if (announced > mailLimits.size) await this.refuseForSize([[mailbox, [address]]], announced, session);
  }

  private async refuseForSize(
    mailboxes: Iterable<[Mailbox, string[]]>,
    size: number,
    session: SMTPServerSession,
  ): Promise<never> {
    for (const [mailbox, recipients] of mailboxes) {
      await this.refusals.ofLarge(mailbox, recipients, size, session).catch((error: unknown) => this.later(error));
    }
    throw reply(552, `5.3.4 Mails of up to ${megabytes(mailLimits.size)} are taken`);
  }

  private async take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<string> {
    const raw = await read(stream);
    if (!raw) return this.refuseForSize(await this.recipients(session), stream.byteLength, session);
    const hash = createHash('sha256').update(raw).digest('hex');
    try {
      for (const [mailbox, recipients] of await this.recipients(session)) {
        await this.intake.accept({
          way: 'smtp',
          mailbox,
          externalId: `smtp:${hash}`,
          envelope: envelopeOf(recipients, session),
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

/**
 * Reads to the end even what is too large: an answer in the midst of DATA is not understood.
 *
 * @returns null for what is too large
 */
async function read(stream: SMTPServerDataStream): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (!stream.sizeExceeded) chunks.push(chunk as Buffer);
  return stream.sizeExceeded ? null : Buffer.concat(chunks);
}

/** In bytes; 0 where the other side announced none. */
function announcedSize({ envelope: { mailFrom } }: SMTPServerSession): number {
  return mailFrom && mailFrom.args && 'SIZE' in mailFrom.args ? Number(mailFrom.args['SIZE']) : 0;
}

function answer<T>(work: Promise<T>, done: (error?: Error | null, result?: T) => void): void {
  work.then(
    (result) => done(null, result),
    (error: unknown) => done(error as Error),
  );
}
