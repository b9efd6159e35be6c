import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Attachment } from '@switchboard/contracts';
import {
  AttachmentsService,
  type AttachmentRow,
  type NewAttachment,
} from '../../desk/attachments/attachments.service.ts';
import { ConversationsService } from '../../desk/conversations/conversations.service.ts';
import { GrowingMessagesService } from '../../desk/conversations/growing-messages.service.ts';
import { MessagesService } from '../../desk/conversations/messages.service.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { JobQueue, type RunningJob } from '../../kernel/jobs/job-queue.ts';
import { OutboundHttp } from '../../kernel/net/outbound-http.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatMediaRepository } from './chat-media.repository.ts';
import type { ReceivedMedia } from './chat-provider.ts';
import { failureOf, LARGEST_BYTES, MediaRefused, refusalOf, waitAfter } from './media-failure.ts';

const TIMEOUT_MILLISECONDS = 60_000;

type Media = NonNullable<Awaited<ReturnType<ChatMediaRepository['get']>>>;

/** Fetches the files of chat messages, after the message itself is in the inbox and whatever becomes of them. */
@Injectable()
export class ChatMediaService implements OnModuleInit {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly conversations: ConversationsService,
    private readonly messages: MessagesService,
    private readonly growing: GrowingMessagesService,
    private readonly repository: ChatMediaRepository,
    private readonly accounts: ChatAccountsService,
    private readonly http: OutboundHttp,
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('chat.fetch-media', (job) => this.fetch(job));
  }

  /** Queues the fetching of files that stand as `attachments` in the same order, in the running transaction. */
  async fetchLater(attachments: AttachmentRow[], files: ReceivedMedia[], before = 0): Promise<void> {
    await this.repository.insert(
      attachments.map(({ id, position }) => ({ attachmentId: id, url: files[position - before]!.url })),
    );
    for (const { id } of attachments) await this.jobs.enqueue('chat.fetch-media', { attachmentId: id });
  }

  /** Adds those of `files` that the message does not have yet. */
  async add(messageId: string, files: ReceivedMedia[]): Promise<void> {
    const before = await this.repository.countOf(messageId);
    const further = files.slice(before);
    const attachments = await this.attachments.add(messageId, expectedFiles(further), before);
    await this.fetchLater(attachments, further, before);
  }

  /** @throws AppError `not_found`, `forbidden`, `gone`, `conflict` for a file that is here or on its way */
  async fetchAgain(actor: Actor, attachmentId: string): Promise<Attachment> {
    const media = found(await this.repository.get(attachmentId), 'file to fetch');
    const conversation = await this.conversations.get(actor, media.conversationId);
    if (!actor.covers('conversations:write', conversation)) throw new AppError('forbidden');
    if (media.state === 'gone') throw new AppError('gone', 'WhatsApp no longer has this file. Ask for it again.');
    await this.database.transaction(async () => {
      const anew = { state: 'pending', attempts: 0, nextAttemptAt: null, reason: null };
      if (!(await this.repository.change(attachmentId, ['failed', 'pending'], anew))) {
        throw new AppError('conflict', 'This file is here already, or being fetched.');
      }
      await this.attachments.settle(attachmentId, { state: 'pending', stateDetail: null });
      await this.growing.touched(media.messageId);
      await this.jobs.enqueue('chat.fetch-media', { attachmentId });
    });
    const message = (await this.messages.many([media.messageId])).get(media.messageId);
    return found(
      message?.attachments.find(({ id }) => id === attachmentId),
      'file',
    );
  }

  private async fetch({ payload: { attachmentId }, signal }: RunningJob<'chat.fetch-media'>): Promise<void> {
    const media = await this.repository.get(attachmentId);
    const attempts = media && (await this.repository.begin(attachmentId));
    if (!media || !attempts) return;
    try {
      const { body, headers } = await this.download(media, signal);
      const declared = (headers['content-type']?.split(';')[0]?.trim() || media.contentType).slice(0, 200);
      const storageKey = `chat/${media.messageId}/${attachmentId}`;
      const contentType = await this.attachments.keep(storageKey, body, declared);
      await this.database.transaction(async () => {
        const stored = await this.repository.change(attachmentId, ['fetching'], { state: 'stored', reason: null });
        if (!stored) return;
        await this.attachments.settle(attachmentId, {
          state: 'stored',
          stateDetail: null,
          storageKey,
          contentType,
          sizeBytes: body.length,
        });
        await this.growing.touched(media.messageId);
      });
    } catch (error) {
      await this.failed(media, attempts, error as Error);
    }
  }

  /** Later once more, unless that is of no use: then it is for the agent to say. */
  private async failed({ attachmentId, messageId }: Media, attempts: number, error: Error): Promise<void> {
    const { reason, isFinal, isGone } = failureOf(error);
    const wait = isFinal ? null : waitAfter(attempts);
    await this.database.transaction(async () => {
      const changed = await this.repository.change(attachmentId, ['fetching'], {
        state: isGone ? 'gone' : wait === null ? 'failed' : 'pending',
        reason,
        nextAttemptAt: wait === null ? null : new Date(Date.now() + wait * 1000),
      });
      if (!changed) return;
      if (wait === null) await this.attachments.settle(attachmentId, { state: 'failed', stateDetail: reason });
      else await this.jobs.enqueue('chat.fetch-media', { attachmentId }, { startAfterSeconds: wait });
      await this.growing.touched(messageId);
    });
  }

  private async download({ url, accountId }: Media, signal: AbortSignal) {
    if (!/^https?:/i.test(url)) throw new MediaRefused('its address is not on the public internet', true);
    const account = accountId ? await this.accounts.byId(accountId) : undefined;
    const response = await this.http.send({
      method: 'GET',
      url,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      maxBytes: LARGEST_BYTES,
      trustedOrigin: account && URL.parse(account.apiBaseUrl)?.origin,
      signal,
    });
    const refusal = refusalOf(response.status, response.body.length);
    if (refusal) throw refusal;
    return response;
  }
}

/** Files as they stand in the thread until they are fetched. */
export function expectedFiles(files: ReceivedMedia[]): NewAttachment[] {
  return files.map(({ filename, contentType }) => ({
    filename,
    contentType,
    sizeBytes: null,
    storageKey: null,
    state: 'pending',
  }));
}
