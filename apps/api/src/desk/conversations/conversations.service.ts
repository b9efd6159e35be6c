import { Injectable, type OnModuleInit } from '@nestjs/common';
import type {
  Conversation,
  ConversationDetail,
  conversations,
  Input,
  Message,
  Output,
  Permission,
} from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventStream } from '../../kernel/events/event-stream.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, badField, found, notFound } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { CustomersService } from '../customers/customers.service.ts';
import { toConversation, type ConversationRow } from './conversation-row.ts';
import { changesOf } from './conversation-changes.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { DirectoryRepository } from './directory.repository.ts';
import { InboxCountsRepository } from './inbox-counts.repository.ts';
import { sidebarCounts } from './inbox-counts.ts';
import { InboxListRepository } from './inbox-list.repository.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { OutboundService } from './outbound.service.ts';

/** What agents do with conversations: list, read, assign, note, solve. */
@Injectable()
export class ConversationsService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly repository: ConversationsRepository,
    private readonly list: InboxListRepository,
    private readonly countsOf: InboxCountsRepository,
    private readonly directory: DirectoryRepository,
    private readonly messages: MessagesRepository,
    private readonly view: MessagesService,
    private readonly outbound: OutboundService,
    private readonly customers: CustomersService,
    private readonly events: EventLog,
    private readonly stream: EventStream,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.customers.onRenamed((customerId, name) => this.repository.renameCustomer(customerId, name));
    this.jobs.handle('inbox.fold-counts', () => this.countsOf.fold());
    this.jobs.handle('inbox.wake-snoozed', () => this.wakeSnoozed());
  }

  async page(
    actor: Actor,
    query: Input<typeof conversations.list>['query'],
  ): Promise<Output<typeof conversations.list>> {
    const scope = actor.require('conversations:read');
    const cursor = query.cursor ? pair(query.cursor) : null;
    const rows = await this.list.page(actor, scope, query, cursor, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = rows.length > query.limit ? shown.at(-1)! : null;
    return { items: shown, nextCursor: last ? writeCursor([last.sortKey, last.id]) : null };
  }

  async counts(actor: Actor): Promise<Output<typeof conversations.counts>> {
    const { buckets, total } = sidebarCounts(actor, await this.directory.teamIds());
    return total(await this.countsOf.read(buckets));
  }

  async get(actor: Actor, id: string): Promise<ConversationDetail> {
    const position = this.stream.position;
    const row = await this.visible(actor, id);
    const account = await this.repository.accountOf(row.id);
    return {
      ...toConversation(row),
      accountName: account?.name ?? null,
      accountAddress: account?.address ?? null,
      replyWindowEndsAt: this.outbound.windowEndsAt(row),
      position,
    };
  }

  async thread(
    actor: Actor,
    id: string,
    { cursor, limit }: { cursor?: string | undefined; limit: number },
  ): Promise<Output<typeof conversations.messages>> {
    const { id: home } = await this.visible(actor, id);
    const { items, next } = await this.view.page(home, cursor ? pair(cursor) : null, limit);
    return { items, nextCursor: next ? writeCursor(next) : null };
  }

  async update(actor: Actor, id: string, change: Input<typeof conversations.update>['body']): Promise<Conversation> {
    await this.checkTargets(change);
    return this.change(actor, id, (before) => changesOf(before, change, new Date()));
  }

  async markRead(actor: Actor, id: string): Promise<Conversation> {
    return this.change(actor, id, (before) =>
      before.unreadCount === 0
        ? null
        : { set: { unreadCount: 0 }, events: [{ type: 'conversation.read', payload: { unread: 0 } }] },
    );
  }

  async markUnread(actor: Actor, id: string): Promise<Conversation> {
    return this.change(actor, id, (before) =>
      before.unreadCount > 0
        ? null
        : { set: { unreadCount: 1 }, events: [{ type: 'conversation.read', payload: { unread: 1 } }] },
    );
  }

  async note(
    actor: Actor,
    id: string,
    { clientKey, text }: Input<typeof conversations.note>['body'],
  ): Promise<Message> {
    const messageId = await this.database.transaction(async () => {
      const conversation = await this.writable(actor, id);
      const written = await this.messages.byClientKey(conversation.id, clientKey);
      if (written) return written.id;
      const noteId = await this.messages.insert({
        conversationId: conversation.id,
        channel: conversation.channel,
        kind: 'note',
        direction: 'outbound',
        authorType: 'agent',
        authorAgentId: actor.agentId,
        authorName: actor.name,
        clientKey,
        bodyText: text,
        delivery: 'received',
        occurredAt: new Date(),
      });
      await this.events.append({
        type: 'note.written',
        payload: { messageId: noteId! },
        conversationId: conversation.id,
        customerId: conversation.customerId,
        agentId: actor.agentId,
        teams: [conversation.teamId],
        agents: [conversation.assigneeId],
      });
      return noteId!;
    });
    return found((await this.view.many([messageId])).get(messageId), 'note');
  }

  /** Applies the result of triage, and the team it is sure of where none was set. */
  async applyTriage(
    id: string,
    triage: { messageId: string; summary: string; suggestedTeam: string; intent: string; routeTo: string | null },
  ): Promise<void> {
    await this.database.transaction(async () => {
      const before = await this.repository.lock(id);
      if (!before) return;
      const { summary, suggestedTeam, intent, messageId } = triage;
      const teamId = before.teamId ?? (triage.routeTo ? await this.directory.teamIdOf(triage.routeTo) : null);
      // "Thank you" is about nothing: what the conversation is about stays.
      const isSmallTalk = suggestedTeam === 'general' && before.suggestedTeam !== null;
      const after = await this.repository.update(
        id,
        isSmallTalk ? { teamId } : { summary, suggestedTeam, intent, teamId },
      );
      const about = {
        conversationId: id,
        customerId: before.customerId,
        teams: [before.teamId, teamId],
        agents: [before.assigneeId],
      };
      await this.events.append({ ...about, type: 'triage.completed', payload: { messageId, suggestedTeam } });
      if (after.teamId !== before.teamId) {
        await this.events.append({
          ...about,
          type: 'conversation.team_changed',
          payload: { from: before.teamId, to: after.teamId },
        });
      }
    });
  }

  private async wakeSnoozed(): Promise<void> {
    await this.database.transaction(async () => {
      for (const row of await this.repository.wakeSnoozed(new Date())) {
        await this.events.append({
          type: 'conversation.snoozed',
          payload: { until: null },
          conversationId: row.id,
          customerId: row.customerId,
          teams: [row.teamId],
          agents: [row.assigneeId],
        });
      }
    });
  }

  private async change(
    actor: Actor,
    id: string,
    decide: (before: ConversationRow) => ReturnType<typeof changesOf>,
  ): Promise<Conversation> {
    return this.database.transaction(async () => {
      const before = await this.writable(actor, id);
      const decided = decide(before);
      if (!decided) return toConversation(before);
      const after = await this.repository.update(before.id, decided.set);
      const about = {
        conversationId: before.id,
        customerId: before.customerId,
        agentId: actor.agentId,
        teams: [before.teamId, after.teamId],
        agents: [before.assigneeId, after.assigneeId],
      };
      await this.events.append(...decided.events.map((event) => ({ ...about, ...event })));
      return toConversation(after);
    });
  }

  private async checkTargets({ teamId, assigneeId }: Input<typeof conversations.update>['body']): Promise<void> {
    if (teamId && !(await this.directory.hasTeam(teamId)))
      throw new AppError('unprocessable', 'body.teamId: there is no such team', {
        details: [{ path: 'body.teamId', message: 'there is no such team' }],
      });
    if (assigneeId && !(await this.directory.hasAgent(assigneeId)))
      throw new AppError('unprocessable', 'body.assigneeId: there is no such agent', {
        details: [{ path: 'body.assigneeId', message: 'there is no such agent' }],
      });
  }

  private async visible(
    actor: Actor,
    id: string,
    permission: Permission = 'conversations:read',
  ): Promise<ConversationRow> {
    const row = found(await this.repository.get(id), 'conversation');
    if (!actor.covers(permission, row)) throw notFound('conversation');
    return row;
  }

  private async writable(actor: Actor, id: string): Promise<ConversationRow> {
    const row = found(await this.repository.lock(id), 'conversation');
    if (!actor.covers('conversations:read', row)) throw notFound('conversation');
    if (!actor.covers('conversations:write', row))
      throw new AppError('forbidden', 'You may read this conversation, not write in it.');
    return row;
  }
}

function pair(cursor: string): [string, string] {
  const [key, id] = readCursor(cursor);
  if (id === undefined || Number.isNaN(Date.parse(key))) throw badField('query.cursor', 'is not a cursor of this list');
  return [key, id];
}
