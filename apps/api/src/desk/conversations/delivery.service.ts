import { Injectable } from '@nestjs/common';
import type { DeliveryState } from '@switchboard/contracts';
import { Database } from '../../kernel/database/database.ts';
import { Gathered } from '../../kernel/database/gathered.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { EventSignal } from '../../kernel/events/event-signal.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { isStamped, mayAdvance } from './delivery-state.ts';
import { DeparturesService } from './departures.service.ts';
import { MessagesRepository } from './messages.repository.ts';

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
    private readonly events: EventLog,
    private readonly signal: EventSignal,
  ) {}

  /** @returns whether the state changed; a status that comes late or twice changes nothing. */
  async advance(change: DeliveryChange): Promise<boolean> {
    return this.database.transaction(async () => {
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
      const error =
        change.to === 'failed' || change.to === 'unknown' ? (change.error ?? 'The provider gave no reason.') : null;
      await this.messages.setDelivery(message.id, {
        delivery: change.to,
        deliveryError: error,
        at: change.at ?? new Date(),
        ...(change.externalId ? { externalId: change.externalId } : {}),
      });
      await this.tell(message.conversationId, message.id, from, change.to, error);
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
      await this.tell(message.conversationId, message.id, state, 'queued', error);
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
      await this.tell(message.conversationId, message.id, state, state, error);
    });
  }

  private async tell(
    conversationId: string,
    messageId: string,
    from: DeliveryState,
    to: DeliveryState,
    error: string | null,
  ): Promise<void> {
    const conversation = await this.conversations.get(conversationId);
    if (!conversation) return;
    await this.events.append({
      type: 'message.delivery_changed',
      payload: { messageId, from, to, error },
      conversationId,
      customerId: conversation.customerId,
      teams: [conversation.teamId],
      agents: [conversation.assigneeId],
    });
  }
}
