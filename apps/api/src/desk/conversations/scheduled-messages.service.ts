import { Injectable } from '@nestjs/common';
import type { Message } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { AnswersRepository } from './answers.repository.ts';
import { isSameStanding, restoring, type ChangeEvent } from './conversation-changes.ts';
import type { ConversationRow } from './conversation-row.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { checkedSendAt } from './departure.ts';
import { DeparturesRepository, type WaitingMessage } from './departures.repository.ts';
import { DeparturesService } from './departures.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { checkAccess, OutboundService } from './outbound.service.ts';
import { previewOf } from './preview.ts';

/** What agents do with messages that have not left yet. */
@Injectable()
export class ScheduledMessagesService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly messages: MessagesRepository,
    private readonly view: MessagesService,
    private readonly repository: DeparturesRepository,
    private readonly departures: DeparturesService,
    private readonly answers: AnswersRepository,
    private readonly outbound: OutboundService,
    private readonly events: EventLog,
  ) {}

  /** @returns the message as it was. @throws AppError `conflict` once it is on its way */
  async takeBack(actor: Actor, messageId: string): Promise<Message> {
    return this.database.transaction(async () => {
      const { conversation, waiting } = await this.waiting(actor, messageId);
      if (waiting.delivery !== 'queued' || waiting.attempts > 0) {
        throw new AppError('conflict', 'It is on its way already.');
      }
      const message = found((await this.view.many([messageId])).get(messageId), 'message');
      const about = {
        conversationId: conversation.id,
        customerId: conversation.customerId,
        agentId: actor.agentId,
        teams: [conversation.teamId],
        agents: [conversation.assigneeId],
      };
      await this.repository.takeBack(messageId, actor.agentId);
      const restored = await this.standsAsBefore(conversation.id, messageId);
      await this.events.append(...restored.map((event) => ({ ...about, ...event })));
      if (!waiting.scheduledAt) {
        const newest = await this.messages.newest(conversation.id);
        await this.conversations.takenBack(
          conversation.id,
          newest ? { ...newest, preview: previewOf(newest.bodyText, newest.contentType) } : null,
        );
        await this.answers.recount([conversation.id]);
      }
      await this.events.append({
        type: 'message.taken_back',
        payload: { messageId },
        ...about,
      });
      return message;
    });
  }

  /** Undoes what a message changed of its conversation, unless somebody changed it since. @returns what to tell of it */
  private async standsAsBefore(conversationId: string, messageId: string): Promise<ChangeEvent[]> {
    const changed = await this.repository.changedWith(conversationId, messageId);
    if (!changed) return [];
    const now = await this.repository.standing(conversationId);
    if (!isSameStanding(now, changed.after)) return [];
    const { set, events } = restoring(changed.before, now);
    await this.conversations.update(conversationId, set);
    return events;
  }

  /** @throws AppError `bad_request` naming `body.sendAt`, `conflict`, `window_closed` */
  async reschedule(actor: Actor, messageId: string, sendAt: string): Promise<Message> {
    await this.database.transaction(async () => {
      const { conversation } = await this.scheduled(actor, messageId);
      const at = checkedSendAt(sendAt, new Date());
      this.outbound.checkWindow(conversation, at);
      await this.repository.schedule(messageId, actor.agentId, at);
      await this.events.append({
        type: 'message.scheduled',
        payload: { messageId, sendAt: at.toISOString() },
        conversationId: conversation.id,
        customerId: conversation.customerId,
        agentId: actor.agentId,
        teams: [conversation.teamId],
        agents: [conversation.assigneeId],
      });
      await this.outbound.replierOf(conversation).resend(messageId, at);
    });
    return this.shown(messageId);
  }

  /** @throws AppError `conflict`, `window_closed` */
  async sendNow(actor: Actor, messageId: string): Promise<Message> {
    await this.database.transaction(async () => {
      const { conversation } = await this.scheduled(actor, messageId);
      this.outbound.checkWindow(conversation, new Date());
      await this.departures.release(messageId, conversation, actor.agentId);
      await this.outbound.replierOf(conversation).resend(messageId);
    });
    return this.shown(messageId);
  }

  private async scheduled(actor: Actor, messageId: string): ReturnType<ScheduledMessagesService['waiting']> {
    const known = await this.waiting(actor, messageId);
    if (known.waiting.scheduledAt && known.waiting.delivery === 'queued') return known;
    throw new AppError('conflict', 'It is not scheduled any more.');
  }

  private async waiting(
    actor: Actor,
    messageId: string,
  ): Promise<{ conversation: ConversationRow; waiting: WaitingMessage }> {
    const conversationId = found(await this.messages.conversationOf(messageId), 'message');
    const conversation = found(await this.conversations.lock(conversationId), 'message');
    checkAccess(actor, conversation);
    return { conversation, waiting: found(await this.repository.lock(messageId), 'message') };
  }

  private async shown(messageId: string): Promise<Message> {
    return found((await this.view.many([messageId])).get(messageId), 'message');
  }
}
