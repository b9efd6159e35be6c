import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { EmailReplyBody, Message, ReplyBody } from '@switchboard/contracts';
import { OutboundService, type Replier } from '../../../desk/conversations/outbound.service.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { ENVIRONMENT, type Environment } from '../../../kernel/config/environment.ts';
import { AppError, found } from '../../../kernel/http/app-error.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { OutgoingMailService } from './outgoing-mail.service.ts';
import { OutgoingRepository } from './outgoing.repository.ts';
import { envelopeOf, type AnsweredMail } from './reply-envelope.ts';
import { SignaturesService } from './signatures.service.ts';

type Wanted = ReplyBody &
  Partial<Pick<EmailReplyBody, 'to' | 'cc' | 'bcc'>> & {
    /** Lines of a mail that goes to many. */
    headers?: Record<string, string>;
  };

/** Answers by mail: their place in the thread is settled, and their Message-ID stored, before anything is sent. */
@Injectable()
export class MailRepliesService implements Replier, OnModuleInit {
  private readonly undoSeconds: number;

  constructor(
    private readonly outbound: OutboundService,
    private readonly outgoing: OutgoingRepository,
    private readonly mailboxes: MailboxesRepository,
    private readonly signatures: SignaturesService,
    private readonly mails: OutgoingMailService,
    @Inject(ENVIRONMENT) { UNDO_SECONDS }: Environment,
  ) {
    this.undoSeconds = UNDO_SECONDS;
  }

  onModuleInit(): void {
    this.outbound.register('email', this);
  }

  /** Answers the newest mail of a conversation, to its sender. */
  async reply(actor: Actor, conversationId: string, body: Wanted): Promise<Message> {
    return this.queue(actor, conversationId, found(await this.outgoing.toAnswer(conversationId), 'mail'), body);
  }

  /** Answers one mail. */
  async replyToMail(actor: Actor, messageId: string, body: EmailReplyBody): Promise<Message> {
    const { conversationId, mail } = found(await this.outgoing.mail(messageId), 'mail');
    return this.queue(actor, conversationId, mail, body);
  }

  async resend(messageId: string, at?: Date): Promise<void> {
    await this.mails.enqueue(messageId, at ?? null);
  }

  private async queue(actor: Actor, conversationId: string, answered: AnsweredMail, body: Wanted): Promise<Message> {
    const { clientKey, seenPosition, force, text, attachmentIds, sendAt, conversation } = body;
    return this.outbound.queue(actor, {
      conversationId,
      clientKey,
      seenPosition,
      force,
      text,
      attachmentIds,
      sendAt,
      conversation,
      undoSeconds: this.undoSeconds,
      isBulk: body.headers !== undefined,
      check: async ({ accountId }) => {
        this.recipients(await this.sender(accountId), answered, body);
      },
      dispatch: async (messageId, { accountId }, at, written) => {
        const mailbox = await this.sender(accountId);
        await this.mails.write({
          messageId,
          conversationId,
          mailbox,
          answered,
          to: this.recipients(mailbox, answered, body),
          cc: unnamed(body.cc ?? []),
          bcc: unnamed(body.bcc ?? []),
          text: written,
          signature: await this.signatures.of(actor, mailbox),
          ...(body.headers ? { headers: body.headers } : {}),
          at,
        });
      },
    });
  }

  private async sender(accountId: string | null): Promise<Mailbox> {
    const mailbox = accountId ? await this.mailboxes.get(accountId) : null;
    if (!mailbox) throw new AppError('unprocessable', 'The mailbox of this conversation was removed.');
    if (!mailbox.isActive) throw new AppError('unprocessable', `The mailbox ${mailbox.address} is switched off.`);
    if (!mailbox.config.smtp) {
      throw new AppError('unprocessable', `The mailbox ${mailbox.address} has no SMTP server to send by.`);
    }
    return mailbox;
  }

  private recipients(mailbox: Mailbox, answered: AnsweredMail, { to }: Wanted) {
    const parties = to ? unnamed(to) : envelopeOf(answered, null, mailbox.address).to;
    if (parties.length === 0) throw new AppError('unprocessable', 'The mail names nobody to answer. Give a recipient.');
    return parties;
  }
}

function unnamed(addresses: string[]) {
  return [...new Set(addresses)].map((address) => ({ address, name: null }));
}
