import { Injectable } from '@nestjs/common';
import type { Channel } from '@switchboard/contracts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AttachmentsService, type AttachmentRow, type NewAttachment } from '../attachments/attachments.service.ts';
import { AnswersRepository } from './answers.repository.ts';
import type { ConversationRow } from './conversation-row.ts';
import { ArrivalsService } from './arrivals.service.ts';
import { ConversationsRepository, type WrittenMessage } from './conversations.repository.ts';
import { JoinsService, type Place } from './joins.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { previewOf } from './preview.ts';

export type { Place } from './joins.service.ts';

export interface InboundMessage {
  channel: Channel;
  accountId: string;
  customerId: string;
  customerName: string;
  /** The provider's id of the message: the same one again adds nothing. */
  externalId: string;
  text: string;
  contentType: string;
  subject: string | null;
  occurredAt: Date;
  inboundEventId: number | null;
  /** Where threading found that it belongs; null for a mail that begins a conversation. A chat finds its own. */
  place: Place | null;
  /** A machine answered for its owner: nobody waits for us, and what is solved stays so. */
  isAutomaticReply?: boolean;
  attachments: NewAttachment[];
}

/** What left without the portal. */
export interface SentElsewhere extends Omit<InboundMessage, 'isAutomaticReply'> {
  author: string;
  /** A campaign or another system: nobody answered, and whoever waits still waits. */
  byMachine?: boolean;
}

export interface ReceivedMessage {
  messageId: string;
  conversationId: string;
  duplicate: boolean;
  opened: boolean;
  attachments: AttachmentRow[];
}

/** How a customer's message becomes part of a conversation, whatever channel it came by. */
@Injectable()
export class IntakeService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly arrivals: ArrivalsService,
    private readonly answers: AnswersRepository,
    private readonly joins: JoinsService,
    private readonly messages: MessagesRepository,
    private readonly attachments: AttachmentsService,
    private readonly events: EventLog,
  ) {}

  /** Stores a message once, in one transaction with its conversation, its events and its triage job. */
  async receive(inbound: InboundMessage): Promise<ReceivedMessage> {
    return this.database.transaction(async () => {
      const [conversation, known] = await Promise.all([this.find(inbound), this.known(inbound)]);
      if (known) return known;
      const [stored] = await this.arrivals.storeAll([{ ...inbound, conversation }]);
      return { ...stored!, duplicate: false };
    });
  }

  /**
   * The conversations that these ids lead to, by the ids; locked, so that nobody joins them or gives them another head
   * before the running transaction ends.
   */
  async lockHomes(ids: string[]): Promise<Map<string, string>> {
    return this.joins.lockHomes(ids);
  }

  /**
   * Stores what somebody of ours sent without the portal, as it stands in the conversation for everybody to see. One
   * that begins with it has nobody waiting: it is solved until the customer answers.
   */
  async sentElsewhere(sent: SentElsewhere): Promise<ReceivedMessage> {
    return this.database.transaction(async () => {
      const known = await this.known(sent);
      if (known) return known;
      const existing = await this.find(sent);
      const since = existing ? null : await this.known(sent);
      if (since) return since;
      const conversation = existing ?? (await this.conversations.open({ ...sent, createdAt: sent.occurredAt }));
      const messageId = await this.messages.insert({
        conversationId: conversation.id,
        channel: sent.channel,
        direction: 'outbound',
        authorType: sent.byMachine ? 'bot' : 'agent',
        authorName: sent.author,
        accountId: sent.accountId,
        externalId: sent.externalId,
        bodyText: sent.text,
        contentType: sent.contentType,
        delivery: 'sent',
        sentAt: sent.occurredAt,
        occurredAt: sent.occurredAt,
        inboundEventId: sent.inboundEventId,
      });
      if (!messageId) return (await this.known(sent))!;
      const attachments = await this.attachments.add(messageId, sent.attachments);
      const preview = previewOf(sent.text, sent.contentType);
      const arrived = { preview, occurredAt: sent.occurredAt, authorAgentId: null, authorName: sent.author };
      let after = sent.byMachine
        ? await this.conversations.sentByMachine(conversation.id, arrived)
        : await this.sentByPerson(conversation.id, arrived);
      if (!existing) {
        after = await this.conversations.update(conversation.id, { status: 'solved', solvedAt: sent.occurredAt });
      }
      const about = {
        conversationId: after.id,
        customerId: after.customerId,
        teams: [after.teamId],
        agents: [after.assigneeId],
        occurredAt: sent.occurredAt,
      };
      if (!existing) {
        const payload = { channel: sent.channel, messageId };
        await this.events.append({ ...about, type: 'conversation.opened', payload });
      }
      const type = sent.byMachine ? 'message.sent_by_machine' : 'message.sent_elsewhere';
      await this.events.append({ ...about, type, payload: { messageId } });
      return { messageId, conversationId: conversation.id, duplicate: false, opened: !existing, attachments };
    });
  }

  /** It may have been written long ago: what came, and what was lost, since then is not answered by it. */
  private async sentByPerson(conversationId: string, written: WrittenMessage): Promise<ConversationRow> {
    await this.conversations.sentElsewhere(conversationId, written);
    return (await this.answers.recount([conversationId]))[0]!;
  }

  /** The message as it was stored before, when the provider delivers it again. */
  private async known({
    accountId,
    externalId,
  }: Pick<InboundMessage, 'accountId' | 'externalId'>): Promise<ReceivedMessage | null> {
    const known = await this.messages.byExternalId(accountId, externalId);
    if (!known) return null;
    return {
      messageId: known.id,
      conversationId: known.conversationId,
      duplicate: true,
      opened: false,
      attachments: [],
    };
  }

  /** The conversation a message belongs to, locked. A closed one stays closed: the customer gets a new one. */
  private async find(inbound: SentElsewhere | InboundMessage): Promise<ConversationRow | null> {
    if (inbound.place) return this.joins.settle(inbound.place, inbound);
    if (inbound.channel === 'email') return null;
    const { accountId, customerId } = inbound;
    await this.database.later(this.conversations.lockChatOpening(accountId, customerId));
    return (await this.conversations.lockOpenChat(accountId, customerId)) ?? null;
  }
}
