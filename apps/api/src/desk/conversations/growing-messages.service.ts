import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { found } from '../../kernel/http/app-error.ts';
import { statusAfterInbound } from './arrivals.repository.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { MessagesRepository } from './messages.repository.ts';
import { previewOf } from './preview.ts';

/** Messages that say more as time goes by, such as the answers to a form that is filled in step by step. */
@Injectable()
export class GrowingMessagesService {
  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly messages: MessagesRepository,
    private readonly events: EventLog,
  ) {}

  /** The customer wrote further in a message that is there. It stays in its place; the conversation comes back to us. */
  async grow(messageId: string, { text, contentType, at }: { text: string; contentType: string; at: Date }) {
    await this.database.transaction(async () => {
      const conversationId = await this.messages.conversationOf(messageId);
      if (!conversationId) return;
      const before = found(await this.conversations.lock(conversationId), 'conversation');
      await this.messages.rewrite(messageId, text, at);
      const arrived = { preview: previewOf(text, contentType), occurredAt: at };
      const status = statusAfterInbound(before.status, false) ?? before.status;
      const after = await this.conversations.grew(conversationId, arrived, status);
      const about = {
        conversationId,
        customerId: after.customerId,
        byCustomer: true,
        teams: [after.teamId],
        agents: [after.assigneeId],
      };
      if (before.status !== after.status) {
        const payload = { from: before.status as 'pending', to: after.status as 'open' };
        await this.events.append({ ...about, type: 'conversation.status_changed', payload });
      }
      await this.events.append({ ...about, type: 'message.updated', payload: { messageId } });
    });
  }

  /** What arrived late tells only that the message began earlier than was thought. */
  async beganAt(messageId: string, at: Date): Promise<void> {
    await this.messages.rewrite(messageId, null, at);
  }

  /** Something that stands beside the text changed. */
  async touched(messageId: string): Promise<void> {
    const conversationId = await this.messages.conversationOf(messageId);
    const conversation = conversationId && (await this.conversations.get(conversationId));
    if (!conversation) return;
    await this.events.append({
      type: 'message.updated',
      payload: { messageId },
      conversationId: conversation.id,
      customerId: conversation.customerId,
      teams: [conversation.teamId],
      agents: [conversation.assigneeId],
    });
  }
}
