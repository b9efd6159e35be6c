import { Injectable } from '@nestjs/common';
import type { ConversationStanding, DeliveryState } from '@switchboard/contracts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AnswersRepository } from './answers.repository.ts';
import { statusAfterInbound } from './arrivals.repository.ts';
import { changesOf, isSameStanding, restoring, type ChangeEvent } from './conversation-changes.ts';
import type { ConversationRow } from './conversation-row.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { isUndelivered } from './delivery-state.ts';
import { DeparturesRepository } from './departures.repository.ts';

interface Answer {
  id: string;
  authorType: string;
  isBulk: boolean;
}

interface Moved {
  before?: ConversationStanding;
  after?: ConversationStanding;
}

/** What a conversation becomes when an answer in it turns out not to have reached the customer, and when it has after all. */
@Injectable()
export class UndeliveredService {
  constructor(
    private readonly answers: AnswersRepository,
    private readonly conversations: ConversationsRepository,
    private readonly departures: DeparturesRepository,
    private readonly events: EventLog,
  ) {}

  /**
   * In the transaction in which the message moved, its conversation locked. The customer waits as if it had not been
   * written, and what was done or put aside with it is ours again; so it is while nobody knows what became of it, as
   * an agent must find that out. When it has arrived after all, the conversation stands as before.
   *
   * What went to many fails for many at once, mostly by addresses that are gone: it is marked, but hundreds of cases
   * that were done do not come back at once and bury those that wait. What a machine says answers nobody: it may fail.
   *
   * @returns what belongs to the event that tells of the message
   */
  async follow(conversation: ConversationRow, answer: Answer, to: DeliveryState): Promise<Moved> {
    if (answer.authorType !== 'agent') return {};
    const moved = isUndelivered(to) && !answer.isBulk ? await this.comeBack(conversation, answer.id) : {};
    const [after] = await this.answers.recount([conversation.id]);
    if (after && !isUndelivered(to) && !after.undelivered) await this.standAgain(after, answer.id);
    return moved;
  }

  /** An agent sends it again, and decides about the conversation. */
  async sentAgain(conversationId: string): Promise<void> {
    await this.answers.recount([conversationId]);
  }

  private async comeBack(conversation: ConversationRow, messageId: string): Promise<Moved> {
    if (conversation.status === 'closed') return {};
    const before = await this.departures.standing(conversation.id);
    const status = statusAfterInbound(before.status, false) as ConversationStanding['status'];
    const change = changesOf(conversation, { status, snoozedUntil: null }, new Date());
    if (!change) return {};
    await this.conversations.update(conversation.id, change.set);
    await this.tell(conversation, messageId, change.events);
    return { before, after: await this.departures.standing(conversation.id) };
  }

  private async standAgain(conversation: ConversationRow, messageId: string): Promise<void> {
    const changed = await this.departures.cameBackFor(conversation.id, messageId);
    const now = await this.departures.standing(conversation.id);
    if (!changed || !isSameStanding(now, changed.after)) return;
    const { set, events } = restoring(changed.before, now);
    const isDone = changed.before.status === 'solved';
    await this.conversations.update(conversation.id, {
      ...set,
      ...(isDone ? { waitingSince: null, unreadCount: 0 } : {}),
    });
    await this.tell(conversation, messageId, events);
  }

  private async tell(
    { id, customerId, teamId, assigneeId }: ConversationRow,
    messageId: string,
    events: ChangeEvent[],
  ): Promise<void> {
    const about = { conversationId: id, customerId, teams: [teamId], agents: [assigneeId] };
    for (const event of events) {
      if (event.type === 'conversation.status_changed')
        await this.events.append({ ...about, type: event.type, payload: { ...event.payload, messageId } });
      if (event.type === 'conversation.snoozed')
        await this.events.append({ ...about, type: event.type, payload: { ...event.payload, messageId } });
    }
  }
}
