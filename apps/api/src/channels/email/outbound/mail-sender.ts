import { Injectable, type OnModuleInit } from '@nestjs/common';
import { afterScan, scanHoldOf } from '../../../desk/attachments/attachments.service.ts';
import { DeliveryService } from '../../../desk/conversations/delivery.service.ts';
import { Database } from '../../../kernel/database/database.ts';
import { Gathered } from '../../../kernel/database/gathered.ts';
import { JobQueue, type RunningJob } from '../../../kernel/jobs/job-queue.ts';
import { FileStorage } from '../../../kernel/storage/file-storage.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { Transports } from '../providers/smtp/transports.ts';
import { ReplyTokens } from '../inbound/reply-tokens.ts';
import { letterHtml, letterText } from './letter.ts';
import { nextTry } from './next-try.ts';
import { OutgoingRepository, type OutgoingMail } from './outgoing.repository.ts';
import { RefusedSenders } from './refused-senders.ts';
import { failureOf, isSilence, outcomeOf, type Refusal, type SendOutcome, type SmtpError } from './send-outcome.ts';

/**
 * Sends queued mail. A mail carries the Message-ID it was given when it was written: sent twice because this process
 * died at the wrong moment, or because the line broke before the server's answer, the recipient's side still knows it
 * for one.
 */
@Injectable()
export class MailSender implements OnModuleInit {
  private readonly mails = new Gathered<OutgoingMail>(async (ids) => {
    const mails = await this.outgoing.outgoing(ids);
    return new Map(mails.map((mail) => [mail.id, mail]));
  });
  private readonly senders = new Gathered<Mailbox>(async (ids) => {
    const mailboxes = await this.mailboxes.many(ids);
    return new Map(mailboxes.map((mailbox) => [mailbox.id, mailbox]));
  });

  /** Mailboxes as they were last read; each mail comes with the time from which its mailbox is as it is now. */
  private readonly known = new Map<string, Mailbox>();

  constructor(
    private readonly jobs: JobQueue,
    private readonly database: Database,
    private readonly delivery: DeliveryService,
    private readonly outgoing: OutgoingRepository,
    private readonly mailboxes: MailboxesRepository,
    private readonly transports: Transports,
    private readonly storage: FileStorage,
    private readonly tokens: ReplyTokens,
    private readonly refusedSenders: RefusedSenders,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('email.send', (job) => this.send(job));
  }

  private async send({ payload: { messageId }, retryCount, signal }: RunningJob<'email.send'>): Promise<void> {
    // Still `sending` in a later try of the same job is a try that died: this one takes its place.
    if (!(await this.delivery.begin(messageId, { resumes: retryCount > 0 }))) return;
    const mail = await this.mails.get(messageId);
    const mailbox = mail ? await this.mailboxOf(mail) : null;
    if (!mail || !mailbox?.config.smtp) {
      await this.delivery.advance({ messageId, to: 'failed', error: 'The mailbox was removed or has no SMTP server.' });
      return;
    }
    const hold = scanHoldOf(mail.attachments);
    if (hold?.isFinal) await this.fail(mail, hold.words);
    else if (hold) await this.waitFor(mail, hold.words);
    else await this.settle(mail, mailbox, await this.hand(mail, mailbox, signal));
  }

  private async mailboxOf({ accountId, accountUpdatedAt, accountRefusedAt }: OutgoingMail): Promise<Mailbox | null> {
    if (!accountId) return null;
    const known = this.known.get(accountId);
    const isSame = (one: Date | null, other: Date | null) => one?.getTime() === other?.getTime();
    if (known && isSame(known.updatedAt, accountUpdatedAt) && isSame(known.smtpRefusedAt, accountRefusedAt))
      return known;
    const mailbox = await this.senders.get(accountId);
    if (mailbox) this.known.set(accountId, mailbox);
    return mailbox ?? null;
  }

  private async hand(mail: OutgoingMail, mailbox: Mailbox, signal: AbortSignal): Promise<SendOutcome> {
    const refusal = this.refusedSenders.remembered(mailbox);
    if (refusal) return { kind: 'held', ...refusal };
    const silence = this.transports.silenceOf(mailbox);
    if (silence) return { kind: 'later', words: silence };
    try {
      const info = await this.transports.of(mailbox).sendMail({
        messageId: mail.internetMessageId ?? undefined,
        from: { name: mailbox.name, address: mailbox.address },
        ...(mailbox.config.takesTags ? { replyTo: this.replyTo(mail, mailbox) } : {}),
        to: mail.to.map(named),
        cc: mail.cc.map(named),
        bcc: mail.bcc.map(named),
        ...(mail.pendingRecipients ? { envelope: { from: mailbox.address, to: mail.pendingRecipients } } : {}),
        subject: mail.subject ?? '',
        date: mail.occurredAt,
        ...(mail.inReplyTo ? { inReplyTo: mail.inReplyTo } : {}),
        references: mail.referenceIds,
        headers: mail.headers,
        text: letterText(mail.bodyText, mail.signature),
        html: letterHtml(mail.bodyText, mail.signature),
        attachments: await this.files(mail),
        // Asked of servers that know DSN only: what they report comes back into the mailbox. An original recipient
        // would be one for all, and stand in every report in the place of whom it speaks of.
        dsn: { id: mail.id, return: 'headers', notify: ['success', 'failure', 'delay'] },
        signal,
      });
      await this.refusedSenders.accepted(mailbox);
      return outcomeOf((info.rejectedErrors ?? []) as SmtpError[]);
    } catch (error) {
      const outcome = failureOf(error as SmtpError);
      if (outcome.kind === 'later' && isSilence(error as SmtpError)) this.transports.wasSilent(mailbox, outcome.words);
      return outcome;
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

  private async settle(mail: OutgoingMail, mailbox: Mailbox, outcome: SendOutcome): Promise<void> {
    switch (outcome.kind) {
      case 'handed':
        await this.delivery.sent(mail.id);
        await this.note(mail.id, [...mail.refusals, ...outcome.refusals]);
        return;
      case 'partly':
        await this.outgoing.setRecipients(mail.id, outcome.pending, [...mail.refusals, ...outcome.refusals]);
        await this.later({ ...mail, pendingRecipients: outcome.pending }, outcome.words);
        return;
      case 'refused':
        await this.fail(mail, outcome.words);
        return;
      case 'held':
        await this.refusedSenders.hold(mail.id, mailbox, outcome);
        return;
      case 'later':
        await this.later(mail, outcome.words);
    }
  }

  private async later(mail: OutgoingMail, words: string): Promise<void> {
    const messageId = mail.id;
    const sendAt = nextTry(mail.attempts, new Date(), Math.random());
    if (!sendAt) {
      await this.fail(mail, words);
      return;
    }
    await this.requeue(messageId, { sendAt, error: words });
  }

  /** For the virus scanner, which is no fault of the mail server: the tries left for that stay as many. */
  private async waitFor({ id, occurredAt }: OutgoingMail, words: string): Promise<void> {
    await this.requeue(id, { sendAt: afterScan(occurredAt, new Date()), error: words, isUntried: true });
  }

  private async requeue(
    messageId: string,
    wait: NonNullable<Parameters<DeliveryService['requeue']>[2]>,
  ): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.delivery.requeue(messageId, ['sending'], wait))) return;
      await this.jobs.enqueue('email.send', { messageId }, { startAt: wait.sendAt });
    });
  }

  /** What others have taken has not failed: then it is said who has not. */
  private async fail({ id: messageId, pendingRecipients, refusals }: OutgoingMail, words: string): Promise<void> {
    if (!pendingRecipients) {
      await this.delivery.advance({ messageId, to: 'failed', error: words });
      return;
    }
    await this.delivery.sent(messageId);
    await this.note(messageId, [...refusals, ...pendingRecipients.map((address) => ({ address, words }))]);
  }

  private async note(messageId: string, refusals: Refusal[]): Promise<void> {
    if (refusals.length === 0) return;
    const lines = refusals.map(({ address, words }) => `Not taken for ${address}: ${words}`);
    await this.delivery.remark(messageId, lines.join('\n').slice(0, 1000), ['sent', 'delivered']);
  }
}

function named({ address, name }: { address: string; name: string | null }) {
  return { address, name: name ?? '' };
}
