import { Injectable } from '@nestjs/common';
import type { Conversation } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, found, notFound } from '../../kernel/http/app-error.ts';
import { AnswersRepository } from './answers.repository.ts';
import { toConversation, type ConversationRow } from './conversation-row.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { JoinsRepository } from './joins.repository.ts';
import { JoinsService } from './joins.service.ts';

/** Takes a conversation apart where its subject has become another. */
@Injectable()
export class SplitsService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly repository: JoinsRepository,
    private readonly joins: JoinsService,
    private readonly answers: AnswersRepository,
    private readonly events: EventLog,
  ) {}

  /**
   * Moves a mail, and all that stands below it, into a conversation of its own, and gives that back.
   *
   * @throws AppError `not_found`, `forbidden`, `unprocessable` for what is no mail, `conflict` when nothing would remain
   */
  async split(actor: Actor, id: string, messageId: string): Promise<Conversation> {
    return this.database.transaction(async () => {
      const before = found((await this.repository.lock([id])).get(id), 'conversation');
      if (!actor.covers('conversations:read', before)) throw notFound('conversation');
      if (!actor.covers('conversations:write', before))
        throw new AppError('forbidden', 'You may read this conversation, not write in it.');
      const mail = await this.repository.mail(messageId);
      if (mail?.conversationId !== before.id || mail.kind !== 'message') throw notFound('message');
      if (before.channel !== 'email') throw new AppError('unprocessable', 'Only mail can be split.');
      if (!(await this.repository.hasBefore(before.id, messageId)))
        throw new AppError('conflict', 'Nothing would remain: this is the first mail of the conversation.');
      const fresh = await this.conversations.open({
        channel: before.channel,
        accountId: before.accountId,
        customerId: mail.customerId ?? before.customerId,
        customerName: mail.customerId ? (mail.customerName ?? mail.fromAddress ?? '') : before.customerName,
        subject: mail.subject,
        createdAt: mail.occurredAt,
      });
      const { moved, inbound } = await this.repository.moveFrom(before.id, fresh.id, messageId);
      const unread = Math.min(before.unreadCount, inbound);
      const isDone = before.status === 'solved' || before.status === 'closed';
      await this.conversations.update(before.id, {
        ...(await this.joins.recount(before.id, before.unreadCount - unread, isDone)),
        splitOf: before.splitOf ?? before.id,
      });
      await this.conversations.update(fresh.id, {
        ...(await this.joins.recount(fresh.id, unread, isDone)),
        ...(await this.repository.triaged(fresh.id)),
        status: before.status,
        solvedAt: isDone ? new Date() : null,
        priority: before.priority,
        teamId: before.teamId,
        assigneeId: before.assigneeId,
        labels: before.labels,
        splitOf: before.splitOf ?? before.id,
      });
      const rows = await this.answers.recount([before.id, fresh.id]);
      const after = rows.find(({ id: each }) => each === fresh.id)!;
      await this.tell(actor, before, after, { messageId, messages: moved });
      return toConversation(after);
    });
  }

  private async tell(
    actor: Actor,
    from: ConversationRow,
    into: ConversationRow,
    what: { messageId: string; messages: number },
  ): Promise<void> {
    const about = { agentId: actor.agentId, teams: [from.teamId], agents: [from.assigneeId] };
    await this.events.append(
      {
        ...about,
        type: 'conversation.split',
        payload: { into: into.id, ...what },
        conversationId: from.id,
        customerId: from.customerId,
      },
      {
        ...about,
        type: 'conversation.split_off',
        payload: { from: from.id, ...what },
        conversationId: into.id,
        customerId: into.customerId,
      },
    );
  }
}
