import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DeliveryService } from '../../../desk/conversations/delivery.service.ts';
import { JobQueue, type RunningJob } from '../../../kernel/jobs/job-queue.ts';
import { FileStorage } from '../../../kernel/storage/file-storage.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { Transports } from '../providers/smtp/transports.ts';
import { ReplyTokens } from '../inbound/reply-tokens.ts';
import { letterHtml } from './letter.ts';
import { OutgoingRepository, type OutgoingMail } from './outgoing.repository.ts';

interface SmtpError {
  responseCode?: number;
  response?: string;
  message?: string;
  code?: string;
}

/** Codes of nodemailer that no repetition changes. */
const HOPELESS = new Set(['EENVELOPE', 'ECONFIG', 'EAUTH', 'ENOAUTH']);

/**
 * Sends queued mail. A mail carries the Message-ID it was given when it was written: sent twice because this process
 * died at the wrong moment, the recipient's side still knows it for one.
 */
@Injectable()
export class MailSender implements OnModuleInit {
  private readonly logger = new Logger('Mail');

  constructor(
    private readonly jobs: JobQueue,
    private readonly delivery: DeliveryService,
    private readonly outgoing: OutgoingRepository,
    private readonly mailboxes: MailboxesRepository,
    private readonly transports: Transports,
    private readonly storage: FileStorage,
    private readonly tokens: ReplyTokens,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('email.send', (job) => this.send(job));
  }

  private async send({ payload: { messageId }, retryCount, retryLimit }: RunningJob<'email.send'>): Promise<void> {
    const mail = await this.outgoing.outgoing(messageId);
    if (!mail || (mail.delivery !== 'queued' && mail.delivery !== 'sending')) return;
    // Still `sending` is a try that died: this one takes its place.
    if (mail.delivery === 'queued' && !(await this.delivery.begin(messageId))) return;
    const mailbox = mail.accountId ? await this.mailboxes.get(mail.accountId) : null;
    if (!mailbox?.config.smtp) {
      await this.delivery.advance({ messageId, to: 'failed', error: 'The mailbox was removed or has no SMTP server.' });
      return;
    }
    try {
      await this.hand(mail, mailbox);
    } catch (error) {
      await this.failed(messageId, error as SmtpError, retryCount >= retryLimit);
      return;
    }
    await this.delivery.advance({ messageId, to: 'sent' });
  }

  private async hand(mail: OutgoingMail, mailbox: Mailbox): Promise<void> {
    const info = await this.transports.of(mailbox).sendMail({
      messageId: mail.internetMessageId ?? undefined,
      from: { name: mailbox.name, address: mailbox.address },
      ...(mailbox.config.takesTags ? { replyTo: this.replyTo(mail, mailbox) } : {}),
      to: mail.to.map(named),
      cc: mail.cc.map(named),
      bcc: mail.bcc.map(named),
      subject: mail.subject ?? '',
      date: mail.occurredAt,
      ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
      references: mail.referenceIds,
      text: mail.bodyText,
      html: letterHtml(mail.bodyText),
      attachments: await this.files(mail),
    });
    if (info.rejected.length > 0) {
      this.logger.warn({ messageId: mail.id, refused: info.rejected.length }, 'Some recipients were refused');
    }
  }

  private replyTo({ conversationNumber }: OutgoingMail, { name, address }: Mailbox) {
    return { name, address: this.tokens.addressOf(address, Number(conversationNumber)) };
  }

  private async files({ attachments }: OutgoingMail) {
    const files = [];
    for (const { filename, contentType, storageKey } of attachments) {
      if (storageKey) files.push({ filename, contentType, content: await this.storage.read(storageKey) });
    }
    return files;
  }

  /** @throws the error, for another try of the job, unless there is no use in one. */
  private async failed(messageId: string, error: SmtpError, isLast: boolean): Promise<void> {
    const isHopeless = (error.responseCode ?? 0) >= 500 || HOPELESS.has(error.code ?? '');
    if (isHopeless && !isTemporary(error)) {
      await this.delivery.advance({ messageId, to: 'failed', error: words(error) });
      return;
    }
    if (isLast) await this.delivery.advance({ messageId, to: 'failed', error: words(error) });
    else await this.delivery.requeue(messageId, ['sending']);
    throw error;
  }
}

/** An envelope or a sign-in refused for the moment has a code of 4xx beside nodemailer's own. */
function isTemporary({ responseCode = 0 }: SmtpError): boolean {
  return responseCode >= 400 && responseCode < 500;
}

function words({ response, message, code }: SmtpError): string {
  return (response ?? message ?? code ?? 'The mail server gave no reason.').slice(0, 500);
}

function named({ address, name }: { address: string; name: string | null }) {
  return { address, name: name ?? '' };
}
