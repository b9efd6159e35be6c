import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Attachment, Message, ReplyBody } from '@switchboard/contracts';
import { AttachmentsService } from '../../desk/attachments/attachments.service.ts';
import { DeliveryService } from '../../desk/conversations/delivery.service.ts';
import { MessagesService } from '../../desk/conversations/messages.service.ts';
import { OutboundService, type Replier } from '../../desk/conversations/outbound.service.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { AppError } from '../../kernel/http/app-error.ts';
import { JobQueue, type RunningJob } from '../../kernel/jobs/job-queue.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatMessagesRepository } from './chat-messages.repository.ts';
import type { OutboundChat, OutboundTemplate, SendOutcome } from './chat-provider.ts';
import { isWindowOpen, windowEnd } from './reply-window.ts';

type Answered = Parameters<NonNullable<Replier['windowEndsAt']>>[0];

/** Answers by WhatsApp: queued with the message, sent by a job, never twice. */
@Injectable()
export class ChatOutboundService implements Replier, OnModuleInit {
  constructor(
    private readonly outbound: OutboundService,
    private readonly delivery: DeliveryService,
    private readonly attachments: AttachmentsService,
    private readonly messages: MessagesService,
    private readonly accounts: ChatAccountsService,
    private readonly repository: ChatMessagesRepository,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.outbound.register('whatsapp', this);
    this.jobs.handle('chat.send', (job) => this.send(job));
  }

  async reply(actor: Actor, conversationId: string, body: ReplyBody): Promise<Message> {
    if (body.attachmentIds.length > 1) {
      throw new AppError(
        'unprocessable',
        'A WhatsApp message carries one file. Send the others in messages of their own.',
      );
    }
    const files = await Promise.all(body.attachmentIds.map((id) => this.attachments.get(id)));
    return this.outbound.queue(actor, {
      ...body,
      conversationId,
      contentType: files[0] ? mediaKind(files[0].contentType) : 'text',
      check: (conversation) => this.check(conversation),
      dispatch: async (messageId, { accountId }) => {
        const account = await this.accounts.byId(accountId ?? '');
        await this.repository.insert({ messageId, provider: account?.provider.name ?? '' });
        await this.resend(messageId);
      },
    });
  }

  async resend(messageId: string): Promise<void> {
    await this.jobs.enqueue('chat.send', { messageId });
  }

  windowEndsAt({ lastInboundAt }: Answered): Date | null {
    return windowEnd(lastInboundAt);
  }

  private async check({ accountId, lastInboundAt }: Answered): Promise<void> {
    const account = accountId ? await this.accounts.byId(accountId) : undefined;
    if (!account?.isActive)
      throw new AppError('unprocessable', 'The WhatsApp account of this conversation is switched off or gone.');
    if (!isWindowOpen(lastInboundAt, new Date())) throw new AppError('window_closed');
  }

  private async send({
    payload: { messageId },
    retryCount,
    retryLimit,
    signal,
  }: RunningJob<'chat.send'>): Promise<void> {
    const message = await this.repository.forSending(messageId);
    if (!message) return;
    if (message.delivery === 'sending') {
      const error = 'The portal stopped while sending. It may have been sent; a status will tell.';
      await this.delivery.advance({ messageId, to: 'unknown', error });
      return;
    }
    if (!(await this.delivery.begin(messageId))) return;
    const account = message.accountId ? await this.accounts.byId(message.accountId) : undefined;
    if (!account || !message.phone) {
      const error = account ? 'The customer has no phone number' : 'The WhatsApp account is gone';
      await this.delivery.advance({ messageId, to: 'failed', error });
      return;
    }
    const [file] = (await this.messages.many([messageId])).get(messageId)?.attachments ?? [];
    const chat: OutboundChat = {
      messageId,
      phone: message.phone,
      customerName: message.customerName,
      text: message.bodyText,
      media: file ? mediaOf(file) : null,
      template: (message.payload as { template?: OutboundTemplate } | null)?.template ?? null,
    };
    const outcome = await account.provider.send(account, chat, signal);
    await this.settle(messageId, account.id, outcome, retryCount >= retryLimit);
  }

  private async settle(messageId: string, accountId: string, outcome: SendOutcome, isLastTry: boolean): Promise<void> {
    // A status may have come before the answer, and a retry before this line: then the answer is old news.
    const from = ['sending', 'unknown'] as const;
    switch (outcome.kind) {
      case 'accepted':
        await this.delivery.advance({ messageId, to: 'sent', externalId: outcome.externalId, from });
        await this.accounts.succeeded(accountId);
        return;
      case 'unknown':
        await this.delivery.advance({ messageId, to: 'unknown', error: outcome.reason, from });
        return;
      case 'refused':
        await this.delivery.advance({ messageId, to: 'failed', error: outcome.reason, from });
        if (outcome.isAuthentication) await this.accounts.refused(accountId, outcome.reason);
        return;
      case 'try_later':
        if (isLastTry) {
          await this.delivery.advance({ messageId, to: 'failed', error: outcome.reason, from });
          return;
        }
        await this.delivery.requeue(messageId, ['sending']);
        throw new Error(`Not sent yet: ${outcome.reason}`);
    }
  }
}

function mediaOf({ url, filename, contentType }: Attachment): OutboundChat['media'] {
  return url === null ? null : { kind: mediaKind(contentType), url, filename };
}

function mediaKind(contentType: string): NonNullable<OutboundChat['media']>['kind'] {
  const kind = contentType.split('/')[0];
  return kind === 'image' || kind === 'video' || kind === 'audio' ? kind : 'document';
}
