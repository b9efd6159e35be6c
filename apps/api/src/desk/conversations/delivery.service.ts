import { Injectable } from '@nestjs/common';
import type { DeliveryState, DomainEvents } from '@switchboard/contracts';
import { Database } from '../../kernel/database/database.ts';
import { Gathered } from '../../kernel/database/gathered.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { EventSignal } from '../../kernel/events/event-signal.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import type { ConversationRow } from './conversation-row.ts';
import { isStamped, isUndelivered, mayAdvance } from './delivery-state.ts';
import { DeparturesService } from './departures.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { UndeliveredService } from './undelivered.service.ts';

export interface DeliveryChange {
  messageId: string;
  to: DeliveryState;
  /** When it happened, by the provider's clock where it says. */
  at?: Date;
  /** Why it failed, in words an agent understands. */
  error?: string | null;
  /** Only out of these states: the outcome of one try must not speak for a later one. */
  from?: readonly DeliveryState[];
  /** The provider's id, once known. */
  externalId?: string;
}

/** Moves outbound messages along queued → sending → sent → delivered → read, or to failed; never backwards. */
@Injectable()
export class DeliveryService {
  private readonly gathered = new Gathered<true>(async (ids) => {
    const moved = await this.messages.markSent(ids.toSorted());
    if (moved.length > 0) this.signal.appended();
    return new Map(moved.map((id) => [id, true]));
  });

  constructor(
    private readonly database: Database,
    private readonly departures: DeparturesService,
    private readonly messages: MessagesRepository,
    private readonly conversations: ConversationsRepository,
    private readonly undelivered: UndeliveredService,
    private readonly events: EventLog,
    private readonly signal: EventSignal,
  ) {}

  /** @returns whether the state changed; a status that comes late or twice changes nothing. */
  async advance(change: DeliveryChange): Promise<boolean> {
    let moved = await this.move(change, isUndelivered(change.to));
    while (moved === 'concerns_conversation') moved = await this.move(change, true);
    return moved;
  }

  /** @param locksConversation first, as all do who lock both; an ordinary step leaves it alone, and goes without */
  private async move(change: DeliveryChange, locksConversation: boolean): Promise<boolean | 'concerns_conversation'> {
    return this.database.transaction(async () => {
      const conversation = locksConversation ? await this.lockConversationOf(change.messageId) : undefined;
      const message = await this.messages.lock(change.messageId);
      const from = message?.delivery as DeliveryState | undefined;
      if (!message || !from) return false;
      if (!mayAdvance(from, change.to)) {
        // A state that it went through unseen: the time is worth knowing.
        if (change.at && isStamped(change.to) && from !== 'received') {
          await this.messages.stamp(message.id, change.to, change.at);
        }
        return false;
      }
      if (change.from && !change.from.includes(from)) return false;
      const isAnswerInDoubt = isUndelivered(from) || isUndelivered(change.to);
      if (isAnswerInDoubt && conversation?.id !== message.conversationId) return 'concerns_conversation';
      const error =
        change.to === 'failed' || change.to === 'unknown' ? (change.error ?? 'The provider gave no reason.') : null;
      await this.messages.setDelivery(message.id, {
        delivery: change.to,
        deliveryError: error,
        at: change.at ?? new Date(),
        ...(change.externalId ? { externalId: change.externalId } : {}),
      });
      const moved =
        isAnswerInDoubt && conversation ? await this.undelivered.follow(conversation, message, change.to) : {};
      const payload = { messageId: message.id, from, to: change.to, error, ...moved };
      await this.tell(message.conversationId, payload);
      return true;
    });
  }

  /** Takes a message for sending; false when another worker did, its time has not come, or it needs no sending. */
  async begin(...how: Parameters<DeparturesService['take']>): Promise<boolean> {
    return this.departures.take(...how);
  }

  /** What {@link begin} took was handed over whole. The common case, for many messages in one statement. */
  async sent(messageId: string): Promise<boolean> {
    return (await this.gathered.get(messageId)) === true;
  }

  /**
   * Puts a message that could not go out back in the queue: before another try of the same job, or by an agent.
   *
   * Whoever takes one that failed or is in doubt has its conversation locked.
   *
   * @param wait when the next try is due, why one is needed, and whether nothing was tried yet
   */
  async requeue(
    messageId: string,
    from: readonly DeliveryState[],
    wait: { sendAt: Date; error: string; isUntried?: boolean } | null = null,
  ): Promise<boolean> {
    return this.database.transaction(async () => {
      const message = await this.messages.lock(messageId);
      const state = message?.delivery as DeliveryState | undefined;
      if (!message || !state || !from.includes(state)) return false;
      const error = wait?.error ?? null;
      await this.messages.setDelivery(message.id, {
        delivery: 'queued',
        deliveryError: error,
        sendAt: wait?.sendAt ?? null,
        isUntried: wait?.isUntried ?? false,
        at: new Date(),
      });
      if (isUndelivered(state)) await this.undelivered.sentAgain(message.conversationId);
      await this.tell(message.conversationId, { messageId: message.id, from: state, to: 'queued', error });
      return true;
    });
  }

  /** Says something of a message whose state stays: it is delayed, or did not reach everybody. */
  async remark(messageId: string, error: string, from: readonly DeliveryState[]): Promise<void> {
    await this.database.transaction(async () => {
      const message = await this.messages.lock(messageId);
      const state = message?.delivery as DeliveryState | undefined;
      if (!message || !state || !from.includes(state)) return;
      await this.messages.setDelivery(message.id, { delivery: state, deliveryError: error, at: null });
      await this.tell(message.conversationId, { messageId: message.id, from: state, to: state, error });
    });
  }

  private async lockConversationOf(messageId: string): Promise<ConversationRow | undefined> {
    const id = await this.messages.conversationOf(messageId);
    return id === null ? undefined : this.conversations.lock(id);
  }

  private async tell(conversationId: string, payload: DomainEvents['message.delivery_changed']): Promise<void> {
    const conversation = await this.conversations.get(conversationId);
    if (!conversation) return;
    await this.events.append({
      type: 'message.delivery_changed',
      payload,
      conversationId,
      customerId: conversation.customerId,
      teams: [conversation.teamId],
      agents: [conversation.assigneeId],
    });
  }
}
