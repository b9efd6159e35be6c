import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/database.ts';
import { newId } from '../../kernel/database/new-id.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { AttachmentsService } from '../attachments/attachments.service.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import type { InboundMessage } from './intake.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { previewOf } from './preview.ts';

/** Who looks through the first of many at once does not wait for the routing of the last: what comes live goes first. */
const TRIAGE_AFTER_SECONDS = 20;

/** Opens many conversations at once, each with its first message. */
@Injectable()
export class OpeningsService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly messages: MessagesRepository,
    private readonly attachments: AttachmentsService,
    private readonly events: EventLog,
    private readonly jobs: JobQueue,
  ) {}

  /**
   * Like receiving them one by one, for messages that are known to be new and to begin a conversation each. Runs in one
   * transaction.
   *
   * @returns the ids of the messages, in the order given
   */
  async openAll(inbound: Omit<InboundMessage, 'place'>[]): Promise<string[]> {
    if (inbound.length === 0) return [];
    return this.database.transaction(async () => {
      const openings = inbound.map((message) => ({ message, conversationId: newId(), messageId: newId() }));
      await this.conversations.openAll(
        openings.map(({ conversationId, message }) => ({
          id: conversationId,
          preview: previewOf(message.text, message.contentType),
          ...message,
        })),
      );
      await this.messages.addAll(
        openings.map(({ conversationId, messageId, message }) => ({
          id: messageId,
          conversationId,
          channel: message.channel,
          direction: 'inbound',
          authorType: 'customer',
          authorName: message.customerName,
          accountId: message.accountId,
          externalId: message.externalId,
          bodyText: message.text,
          contentType: message.contentType,
          occurredAt: message.occurredAt,
          inboundEventId: message.inboundEventId,
        })),
      );
      await this.events.append(
        ...openings.flatMap(({ conversationId, messageId, message }) => {
          const about = { conversationId, customerId: message.customerId, byCustomer: true };
          const opened = { type: 'conversation.opened', payload: { channel: message.channel, messageId } } as const;
          const received = {
            type: 'message.received',
            payload: { messageId },
            occurredAt: message.occurredAt,
          } as const;
          return [
            { ...about, ...opened },
            { ...about, ...received },
          ];
        }),
      );
      await this.jobs.enqueueAll(
        'triage.message',
        openings.map(({ messageId }) => ({ messageId })),
        TRIAGE_AFTER_SECONDS,
      );
      for (const { messageId, message } of openings) {
        if (message.attachments.length > 0) await this.attachments.add(messageId, message.attachments);
      }
      return openings.map(({ messageId }) => messageId);
    });
  }
}
