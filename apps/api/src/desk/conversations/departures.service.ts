import { Injectable } from '@nestjs/common';
import { Database } from '../../kernel/database/database.ts';
import { Gathered } from '../../kernel/database/gathered.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import type { ConversationRow } from './conversation-row.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { DeparturesRepository } from './departures.repository.ts';
import { MessagesRepository } from './messages.repository.ts';
import { previewOf } from './preview.ts';

/**
 * Lets messages go: not before their time, each to one worker only, and a scheduled one not over the head of a
 * customer who has written since.
 */
@Injectable()
export class DeparturesService {
  private readonly resumed = new Set<string>();
  private readonly gathered = new Gathered<true>(async (ids) => {
    const taken = await this.repository.take(
      ids.toSorted(),
      ids.filter((id) => this.resumed.has(id)),
    );
    return new Map(taken.map((id) => [id, true]));
  });

  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly messages: MessagesRepository,
    private readonly repository: DeparturesRepository,
    private readonly events: EventLog,
  ) {}

  /**
   * Takes a message for sending, from outside of a transaction.
   *
   * @param more.resumes the job died in an earlier try: it may go on with what that one had begun
   * @returns false when another worker has it, its time has not come, or it needs no sending any more
   */
  async take(messageId: string, { resumes = false } = {}): Promise<boolean> {
    if (resumes) this.resumed.add(messageId);
    try {
      if (await this.gathered.get(messageId)) return true;
      const [due] = await this.repository.dueSchedules([messageId]);
      return due !== undefined && (await this.departAsPlanned(due)) && (await this.gathered.get(messageId)) === true;
    } finally {
      this.resumed.delete(messageId);
    }
  }

  /** What was scheduled becomes a message of now, in the running transaction. */
  async release(messageId: string, { id: conversationId }: ConversationRow, agentId?: string): Promise<void> {
    const now = new Date();
    const { bodyText, contentType, ...author } = await this.repository.release(messageId, now);
    const after = await this.conversations.outbound(conversationId, {
      ...author,
      preview: previewOf(bodyText, contentType),
      occurredAt: now,
    });
    await this.events.append({
      type: 'message.queued',
      payload: { messageId },
      ...aboutOf(after),
      ...(agentId ? { agentId } : {}),
    });
  }

  /** @returns whether it may go; one that may not is held until an agent decides */
  private async departAsPlanned(messageId: string): Promise<boolean> {
    return this.database.transaction(async () => {
      const conversationId = await this.messages.conversationOf(messageId);
      const conversation = conversationId ? await this.conversations.lock(conversationId) : undefined;
      const waiting = await this.repository.lock(messageId);
      if (!conversation || !waiting?.scheduledAt || waiting.heldAt || waiting.delivery !== 'queued') return false;
      if (await this.repository.customerWroteSince(conversation.id, waiting.scheduledAt)) {
        await this.repository.hold(messageId);
        await this.events.append({ type: 'message.held', payload: { messageId }, ...aboutOf(conversation) });
        return false;
      }
      await this.release(messageId, conversation);
      return true;
    });
  }
}

function aboutOf({ id, customerId, teamId, assigneeId }: ConversationRow) {
  return { conversationId: id, customerId, teams: [teamId], agents: [assigneeId] };
}
