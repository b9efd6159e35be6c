import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { MailboxesService } from '../../mailboxes/mailboxes.service.ts';
import { GatheredChunks } from './gathered-chunks.ts';

/** Shorter than the first wait of a mail: its next try finds out anew. */
const REST_MILLISECONDS = 10_000;

type Transport = ReturnType<typeof openTransport>;

/** One pool of SMTP connections for each mailbox, replaced when its settings change. */
@Injectable()
export class Transports implements OnApplicationShutdown {
  private readonly silent = new Map<string, { until: number; words: string }>();
  private readonly open = new Map<string, { revision: number; transport: Transport }>();

  constructor(private readonly mailboxes: MailboxesService) {}

  /** @throws Error when the mailbox has no SMTP server. */
  of(mailbox: Mailbox): Transport {
    const revision = mailbox.updatedAt.getTime();
    const known = this.open.get(mailbox.id);
    if (known?.revision === revision) return known.transport;
    known?.transport.close();
    const transport = openTransport(mailbox, this.mailboxes.passwords(mailbox).smtp);
    this.open.set(mailbox.id, { revision, transport });
    return transport;
  }

  /** What the server said, or did not say, while it is left alone because it is not there; null for one that is. */
  silenceOf({ id }: Mailbox): string | null {
    const silence = this.silent.get(id);
    return silence && silence.until > Date.now() ? silence.words : null;
  }

  /** Nobody answered: for a while the mails of this mailbox do not wait for its server, and keep no worker from others. */
  wasSilent({ id }: Mailbox, words: string): void {
    this.silent.set(id, { until: Date.now() + REST_MILLISECONDS, words });
  }

  onApplicationShutdown(): void {
    for (const { transport } of this.open.values()) transport.close();
    this.open.clear();
  }
}

function openTransport({ address, config: { smtp } }: Mailbox, password: string) {
  if (!smtp) throw new Error(`${address} has no SMTP server.`);
  const { host, port, secure, username } = smtp;
  const transport = createTransport({
    pool: true,
    host,
    port,
    secure,
    ...(username === '' ? {} : { auth: { user: username, pass: password } }),
    // Microsoft's servers allow three for an account and say 432 to more, which is tried again; others allow more.
    maxConnections: 4,
    maxMessages: 100,
    idleTimeout: 60_000,
    // Only for a connection that the server ended while nobody used it, before a byte of the mail was handed over;
    // everything else is tried again by the job, where the state is known.
    maxRequeues: 1,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  transport.use('stream', ({ message }, done) => {
    message?.transform(() => new GatheredChunks());
    done();
  });
  return transport;
}
