import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/database.ts';
import { newId } from '../../kernel/database/new-id.ts';
import { EventLog, type NewEvent } from '../../kernel/events/event-log.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { AttachmentsService, type AttachmentRow } from '../attachments/attachments.service.ts';
import { ArrivalsRepository, statusAfterInbound } from './arrivals.repository.ts';
import type { ConversationRow } from './conversation-row.ts';
import type { InboundMessage } from './intake.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { previewOf } from './preview.ts';

export type { ConversationRow } from './conversation-row.ts';

/** Who looks through the first of many at once does not wait for the routing of the last: what comes live goes first. */
const TRIAGE_OF_MANY_AFTER_SECONDS = 20;

/** A message that is known to be new, and the locked conversation it goes to; null for one that it opens. */
export interface Arriving extends Omit<InboundMessage, 'place'> {
  conversation: ConversationRow | null;
}

export interface Arrived {
  messageId: string;
  conversationId: string;
  opened: boolean;
  attachments: AttachmentRow[];
}

type Stored = Omit<Arrived, 'attachments'> & { message: Arriving };

/** Stores messages of customers, any number of them by the same few statements. */
@Injectable()
export class ArrivalsService {
  constructor(
    private readonly database: Database,
    private readonly repository: ArrivalsRepository,
    private readonly messages: MessagesRepository,
    private readonly attachments: AttachmentsService,
    private readonly events: EventLog,
    private readonly jobs: JobQueue,
  ) {}

  /** Conversations that messages may go to, locked until the transaction ends; without those that are closed. */
  lockOpen(ids: string[]): Promise<Map<string, ConversationRow>> {
    return this.repository.lockOpen(ids);
  }

  /** As {@link lockOpen}, the chats of customers with an account, by the customer; nobody opens another meanwhile. */
  lockOpenChats(accountId: string, customerIds: string[]): Promise<Map<string, ConversationRow>> {
    return this.repository.lockOpenChats(accountId, customerIds);
  }

  /** Which of these external ids the account has messages of. */
  known(accountId: string, externalIds: string[]): Promise<Set<string>> {
    return this.repository.known(accountId, externalIds);
  }

  /**
   * Stores messages in the running transaction, at most one to each conversation, with their events and triage jobs.
   * Nothing waits for what is written before the end: the conversations are locked, so all that is to be written is
   * known by then.
   *
   * @returns in the order given
   */
  async storeAll(arriving: Arriving[]): Promise<Arrived[]> {
    if (arriving.length === 0) return [];
    const stored = arriving.map((message) => ({
      message,
      messageId: newId(),
      conversationId: message.conversation?.id ?? newId(),
      opened: message.conversation === null,
    }));
    await this.database.later(this.repository.openAll(stored.filter(({ opened }) => opened).map(openingOf)));
    await this.database.later(this.messages.addAll(stored.map(rowOf)));
    await this.database.later(this.repository.arrived(stored.flatMap(arrivalOf)));
    await this.events.append(...stored.flatMap(eventsOf));
    await this.triage(stored);
    const attachments = await this.attachments.addAll(
      stored.map(({ messageId, message }) => ({ messageId, files: message.attachments })),
    );
    const filesOf = Map.groupBy(attachments, ({ messageId }) => messageId);
    return stored.map(({ messageId, conversationId, opened }) => ({
      messageId,
      conversationId,
      opened,
      attachments: filesOf.get(messageId) ?? [],
    }));
  }

  private async triage(stored: Stored[]): Promise<void> {
    const payloads = stored.map(({ messageId }) => ({ messageId }));
    if (payloads.length === 1) await this.jobs.enqueue('triage.message', payloads[0]!);
    else await this.jobs.enqueueAll('triage.message', payloads, TRIAGE_OF_MANY_AFTER_SECONDS);
  }
}

function openingOf({ message, conversationId }: Stored) {
  const { channel, accountId, customerId, customerName, subject, text, contentType, occurredAt } = message;
  return {
    id: conversationId,
    channel,
    accountId,
    customerId,
    customerName,
    subject,
    preview: previewOf(text, contentType),
    occurredAt,
    isAutomaticReply: message.isAutomaticReply === true,
  };
}

function rowOf({ message, messageId, conversationId }: Stored) {
  return {
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
  };
}

function arrivalOf({ message: { conversation, text, contentType, occurredAt, isAutomaticReply } }: Stored) {
  if (!conversation) return [];
  const status = statusAfterInbound(conversation.status, isAutomaticReply === true);
  return [{ conversationId: conversation.id, preview: previewOf(text, contentType), occurredAt, status }];
}

function eventsOf({ message, messageId, conversationId }: Stored): NewEvent[] {
  const { channel, occurredAt, conversation: before, isAutomaticReply } = message;
  const about = {
    conversationId,
    customerId: before?.customerId ?? message.customerId,
    byCustomer: true,
    teams: [before?.teamId ?? null],
    agents: [before?.assigneeId ?? null],
  };
  const received: NewEvent = { ...about, type: 'message.received', payload: { messageId }, occurredAt };
  if (!before) return [{ ...about, type: 'conversation.opened', payload: { channel, messageId } }, received];
  const status = statusAfterInbound(before.status, isAutomaticReply === true) ?? before.status;
  if (status === before.status) return [received];
  const payload = { from: before.status as 'pending', to: status as 'open' };
  return [{ ...about, type: 'conversation.status_changed', payload }, received];
}
