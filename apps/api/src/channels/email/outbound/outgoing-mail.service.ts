import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { JobQueue } from '../../../kernel/jobs/job-queue.ts';
import { domainOf, type Mailbox } from '../mailboxes/mailbox.ts';
import { letterText } from './letter.ts';
import { OutgoingRepository } from './outgoing.repository.ts';
import { envelopeOf, type AnsweredMail } from './reply-envelope.ts';

interface Party {
  address: string;
  name: string | null;
}

interface WrittenMail {
  messageId: string;
  conversationId: string;
  mailbox: Mailbox;
  answered: AnsweredMail;
  to: Party[];
  cc?: Party[];
  bcc?: Party[];
  text: string;
  signature?: string | null;
  /** Lines beside the usual ones. */
  headers?: Record<string, string>;
  /** When it leaves; at once where absent. */
  at?: Date | null;
}

/** Settles a mail's place in the thread and its Message-ID, and queues it, in the transaction of its message. */
@Injectable()
export class OutgoingMailService {
  constructor(
    private readonly outgoing: OutgoingRepository,
    private readonly jobs: JobQueue,
  ) {}

  /** The mail with this message id, and the conversation it is in. */
  mail(messageId: string): ReturnType<OutgoingRepository['mail']> {
    return this.outgoing.mail(messageId);
  }

  async write({ messageId, conversationId, mailbox, text, signature = null, ...more }: WrittenMail): Promise<void> {
    const subject = await this.outgoing.latestSubject(conversationId);
    const envelope = envelopeOf(more.answered, subject, mailbox.address);
    const headers = more.headers ?? {};
    await this.outgoing.insert({
      messageId,
      internetMessageId: `<${randomUUID()}@${domainOf(mailbox.address)}>`,
      inReplyTo: envelope.inReplyTo,
      referenceIds: envelope.references,
      subject: envelope.subject,
      fromAddress: mailbox.address,
      fromName: mailbox.name,
      toAddresses: JSON.stringify(more.to),
      ccAddresses: JSON.stringify(more.cc ?? []),
      bccAddresses: JSON.stringify(more.bcc ?? []),
      textFull: letterText(text, signature),
      signature,
      headers: JSON.stringify(headers),
      ...('Auto-Submitted' in headers ? { notes: ['auto-submitted'] } : {}),
    });
    await this.enqueue(messageId, more.at ?? null);
  }

  /** Puts the job that sends a mail in the queue; the mail is there already. */
  async enqueue(messageId: string, at: Date | null): Promise<void> {
    await this.jobs.enqueue('email.send', { messageId }, at ? { startAt: at } : {});
  }
}
