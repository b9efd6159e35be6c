import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Attachment, ChatShown, Message, ReplyBody } from '@switchboard/contracts';
import {
  afterScan,
  AttachmentsService,
  scanHoldOf,
  type AttachmentRow,
} from '../../desk/attachments/attachments.service.ts';
import { DeliveryService } from '../../desk/conversations/delivery.service.ts';
import { MessagesService } from '../../desk/conversations/messages.service.ts';
import { OutboundService, type Replier } from '../../desk/conversations/outbound.service.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { AppError } from '../../kernel/http/app-error.ts';
import { JobQueue, type RunningJob } from '../../kernel/jobs/job-queue.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatMessagesRepository } from './chat-messages.repository.ts';
import type { OutboundChat, OutboundTemplate, SendOutcome } from './chat-provider.ts';
import { checkFiles, checkText, mediaKind } from './outgoing-media.ts';
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
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.outbound.register('whatsapp', this);
    this.jobs.handle('chat.send', (job) => this.send(job));
  }

  async reply(actor: Actor, conversationId: string, body: ReplyBody): Promise<Message> {
    const files = await Promise.all([...new Set(body.attachmentIds)].map((id) => this.attachments.get(id)));
    checkText(body.text, files.length > 0);
    checkFiles(files);
    return this.database.transaction(async () => {
      const first = await this.queue(actor, conversationId, body, files[0]);
      // A WhatsApp message carries one file: the others follow in messages of their own, all or none.
      for (const [at, file] of files.slice(1).entries()) {
        const clientKey = derivedKey(body.clientKey, at + 1);
        await this.queue(actor, conversationId, { ...body, clientKey, text: '', force: true }, file);
      }
      return first;
    });
  }

  /** @throws AppError `unprocessable` without an account, `window_closed` when only a template may be sent */
  async checkFree({ accountId, lastInboundAt }: Answered): Promise<void> {
    const account = accountId ? await this.accounts.byId(accountId) : undefined;
    if (!account?.isActive)
      throw new AppError('unprocessable', 'The WhatsApp account of this conversation is switched off or gone.');
    if (!isWindowOpen(lastInboundAt, new Date())) throw new AppError('window_closed');
  }

  /** The channel's own details of a message, and the job that sends it. */
  async dispatch(
    messageId: string,
    accountId: string | null,
    details: { payload?: object; shown?: ChatShown; at?: Date | null } = {},
  ): Promise<void> {
    const account = await this.accounts.byId(accountId ?? '');
    await this.repository.insert({
      messageId,
      provider: account?.provider.name ?? '',
      ...(details.payload ? { payload: JSON.stringify(details.payload) } : {}),
      ...(details.shown ? { shown: JSON.stringify(details.shown) } : {}),
    });
    await this.resend(messageId, details.at ?? undefined);
  }

  private queue(actor: Actor, conversationId: string, body: ReplyBody, file: AttachmentRow | undefined) {
    return this.outbound.queue(actor, {
      ...body,
      conversationId,
      attachmentIds: file ? [file.id] : [],
      contentType: file ? mediaKind(file.contentType) : 'text',
      check: (conversation) => this.checkFree(conversation),
      dispatch: (messageId, { accountId }, at) => this.dispatch(messageId, accountId, { at }),
    });
  }

  async resend(messageId: string, at?: Date): Promise<void> {
    await this.jobs.enqueue('chat.send', { messageId }, at ? { startAt: at } : {});
  }

  windowEndsAt({ lastInboundAt }: Answered): Date | null {
    return windowEnd(lastInboundAt);
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
    const files = (await this.messages.many([messageId])).get(messageId)?.attachments ?? [];
    if (await this.isHeld(messageId, message.occurredAt, files)) return;
    const [file] = files;
    const payload = (message.payload ?? {}) as Pick<Partial<OutboundChat>, 'template' | 'interactive'>;
    const template = payload.template ?? null;
    const chat: OutboundChat = {
      messageId,
      phone: message.phone,
      customerName: message.customerName,
      text: message.bodyText,
      media: file ? mediaOf(file) : null,
      template: template && file?.url ? withHeaderFile(template, file.url, file.filename) : template,
      interactive: payload.interactive ?? null,
    };
    const outcome = await account.provider.send(account, chat, signal);
    await this.settle(messageId, account.id, outcome, retryCount >= retryLimit);
  }

  /** A message never goes without the file that belongs to it: it waits for the virus scanner, or fails. */
  private async isHeld(messageId: string, since: Date, files: Attachment[]): Promise<boolean> {
    const hold = scanHoldOf(files);
    if (hold && !hold.isFinal) {
      const sendAt = afterScan(since, new Date());
      await this.database.transaction(async () => {
        const wait = { sendAt, error: hold.words, isUntried: true };
        if (await this.delivery.requeue(messageId, ['sending'], wait)) await this.resend(messageId, sendAt);
      });
      return true;
    }
    const gone = files.find(({ url }) => url === null);
    const error = hold?.words ?? (gone ? `${gone.filename} is not here any more.` : null);
    if (error) await this.delivery.advance({ messageId, to: 'failed', error });
    return error !== null;
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

/** The same key for the same place of the same reply: a reply that is sent twice is one reply, files and all. */
function derivedKey(clientKey: string, at: number): string {
  const hex = createHash('sha256').update(`${clientKey}/${at}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function withHeaderFile(template: OutboundTemplate, url: string, fileName: string): OutboundTemplate {
  return { ...template, headerValues: [url], fileName };
}

function mediaOf({ url, filename, contentType }: Attachment): OutboundChat['media'] {
  return url === null ? null : { kind: mediaKind(contentType), url, filename };
}
