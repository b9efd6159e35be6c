import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AttachmentsService } from '../../desk/attachments/attachments.service.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { JobQueue, type RunningJob } from '../../kernel/jobs/job-queue.ts';
import { ForbiddenAddressError, OutboundHttp } from '../../kernel/net/outbound-http.ts';
import { FileStorage } from '../../kernel/storage/file-storage.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatMessagesRepository } from './chat-messages.repository.ts';

const LARGEST_BYTES = 33_554_432;
const TIMEOUT_MILLISECONDS = 60_000;

/** Fetches the files that customers send, after the message itself is in the inbox. */
@Injectable()
export class ChatMediaService implements OnModuleInit {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly repository: ChatMessagesRepository,
    private readonly accounts: ChatAccountsService,
    private readonly http: OutboundHttp,
    private readonly storage: FileStorage,
    private readonly database: Database,
    private readonly events: EventLog,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('chat.fetch-media', (job) => this.fetch(job));
  }

  private async fetch({ payload, retryCount, retryLimit, signal }: RunningJob<'chat.fetch-media'>): Promise<void> {
    const attachment = await this.attachments.get(payload.attachmentId);
    const messageId = attachment.messageId;
    const media = messageId ? await this.repository.mediaOf(messageId) : undefined;
    if (attachment.state !== 'pending' || !messageId || !media?.mediaUrl) return;
    try {
      const response = await this.download(media.mediaUrl, media.accountId, signal);
      const contentType = response.headers['content-type']?.split(';')[0]?.trim() || attachment.contentType;
      const storageKey = `chat/${messageId}/${attachment.id}`;
      await this.storage.put(storageKey, response.body, contentType);
      await this.settle(attachment.id, messageId, media, {
        state: 'stored',
        storageKey,
        contentType: contentType.slice(0, 200),
        sizeBytes: response.body.length,
      });
    } catch (error) {
      const isFinal = error instanceof ForbiddenAddressError || error instanceof MediaGone || retryCount >= retryLimit;
      if (!isFinal) throw error;
      await this.settle(attachment.id, messageId, media, {
        state: 'failed',
        stateDetail: (error as Error).message.slice(0, 500),
      });
    }
  }

  private async download(url: string, accountId: string | null, signal: AbortSignal) {
    const account = accountId ? await this.accounts.byId(accountId) : undefined;
    const response = await this.http.send({
      method: 'GET',
      url,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      maxBytes: LARGEST_BYTES,
      trustedOrigin: account && URL.parse(account.apiBaseUrl)?.origin,
      signal,
    });
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      throw new MediaGone(`The file is not there any more (${response.status})`);
    }
    if (response.status !== 200) throw new Error(`The file was answered with ${response.status}`);
    return response;
  }

  private async settle(
    attachmentId: string,
    messageId: string,
    media: { conversationId: string; customerId: string; teamId: string | null; assigneeId: string | null },
    change: Parameters<AttachmentsService['settle']>[1],
  ): Promise<void> {
    await this.database.transaction(async () => {
      await this.attachments.settle(attachmentId, change);
      await this.events.append({
        type: 'attachment.stored',
        payload: { messageId, attachmentId },
        conversationId: media.conversationId,
        customerId: media.customerId,
        teams: [media.teamId],
        agents: [media.assigneeId],
      });
    });
  }
}

/** The other side says that there is no such file: asking again is of no use. */
class MediaGone extends Error {}
