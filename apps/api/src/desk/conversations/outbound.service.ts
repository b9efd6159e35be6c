import { Injectable } from '@nestjs/common';
import type { Channel, ConversationDetail, Message, ReplyBody, SentWith } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, badField, found, notFound } from '../../kernel/http/app-error.ts';
import { AttachmentsService } from '../attachments/attachments.service.ts';
import { changesOf } from './conversation-changes.ts';
import type { ConversationRow } from './conversation-row.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { DeliveryService } from './delivery.service.ts';
import { departureOf } from './departure.ts';
import { DeparturesRepository } from './departures.repository.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { previewOf } from './preview.ts';
import { VariablesService } from './variables.service.ts';

export interface OutboundDraft {
  conversationId: string;
  clientKey: string;
  seenPosition?: number | undefined;
  force?: boolean | undefined;
  text: string;
  contentType?: string;
  attachmentIds: string[];
  /** Send later: when. @see departureOf */
  sendAt?: string | undefined;
  /** How long it can be taken back before it leaves. */
  undoSeconds?: number;
  /** It goes to many, each in a conversation of its own. */
  isBulk?: boolean;
  /** What the conversation is set to with it. */
  conversation?: SentWith | undefined;
  /** Runs in the transaction before anything is written: throws when the channel cannot send now. */
  check?: (conversation: ConversationRow) => Promise<void> | void;
  /**
   * Runs in the transaction once the message has its id: the channel's own details, and the job that sends it, `at`
   * the time it leaves where that is not now, `text` as it is with its variables filled in.
   */
  dispatch: (messageId: string, conversation: ConversationRow, at: Date | null, text: string) => Promise<void>;
}

/** What a channel does for answers written in the portal. */
export interface Replier {
  reply(actor: Actor, conversationId: string, body: ReplyBody): Promise<Message>;
  /** Puts the job that sends a message in the queue; the message is there already. */
  resend(messageId: string, at?: Date): Promise<void>;
  /** Until when free text may be sent; null where there is no such limit. */
  windowEndsAt?(conversation: ConversationRow): Date | null;
}

/** Writes what agents send: once per client key, never over something they had not seen. */
@Injectable()
export class OutboundService {
  private readonly repliers = new Map<Channel, Replier>();

  constructor(
    private readonly database: Database,
    private readonly conversations: ConversationsRepository,
    private readonly messages: MessagesRepository,
    private readonly view: MessagesService,
    private readonly attachments: AttachmentsService,
    private readonly delivery: DeliveryService,
    private readonly departures: DeparturesRepository,
    private readonly variables: VariablesService,
    private readonly events: EventLog,
  ) {}

  /** A channel says how conversations of its kind are answered. */
  register(channel: Channel, replier: Replier): void {
    if (this.repliers.has(channel)) throw new Error(`The channel ${channel} has two repliers.`);
    this.repliers.set(channel, replier);
  }

  /** Conversations by their ids. @throws AppError `not_found` or `forbidden` unless the actor may write in each */
  async writable(actor: Actor, ids: string[]): Promise<ConversationRow[]> {
    const known = new Map((await this.conversations.many(ids)).map((row) => [row.id, row]));
    const rows: ConversationRow[] = [];
    for (const id of ids) {
      const conversation = found(known.get(id) ?? (await this.conversations.get(id)), 'conversation');
      checkAccess(actor, conversation);
      rows.push(conversation);
    }
    return rows;
  }

  async reply(actor: Actor, conversationId: string, body: ReplyBody): Promise<Message> {
    const conversation = found(await this.conversations.get(conversationId), 'conversation');
    checkAccess(actor, conversation);
    return this.replierOf(conversation).reply(actor, conversation.id, body);
  }

  /**
   * Queues one outbound message in one transaction with its details and its job.
   *
   * @throws AppError `not_found`, `stale`, `unprocessable`, and what `check` throws.
   */
  async queue(actor: Actor, draft: OutboundDraft): Promise<Message> {
    const id = await this.database.transaction(async () => {
      const conversation = found(await this.conversations.lock(draft.conversationId), 'conversation');
      checkAccess(actor, conversation);
      const sent = await this.messages.byClientKey(conversation.id, draft.clientKey);
      if (sent) return sent.id;
      await this.checkSeen(actor, draft);
      await draft.check?.(conversation);
      const contentType = draft.contentType ?? 'text';
      // The values of a template are its own.
      const isOwnText = contentType !== 'template';
      const text = isOwnText ? await this.variables.fill(actor, conversation.id, draft.text) : draft.text;
      const now = new Date();
      const { at, isScheduled } = departureOf(draft, now);
      if (isScheduled && draft.conversation) throw badField('body.conversation', 'is not for what is sent later');
      if (isScheduled) this.checkWindow(conversation, at);
      const occurredAt = isScheduled ? at : now;
      const messageId = await this.messages.insert({
        conversationId: conversation.id,
        channel: conversation.channel,
        direction: 'outbound',
        authorType: 'agent',
        authorAgentId: actor.agentId,
        authorName: actor.name,
        accountId: conversation.accountId,
        clientKey: draft.clientKey,
        bodyText: text,
        contentType,
        delivery: 'queued',
        sendAt: at,
        isBulk: draft.isBulk ?? false,
        occurredAt,
      });
      await this.attachments.claim(actor, draft.attachmentIds, messageId!);
      const about = {
        conversationId: conversation.id,
        customerId: conversation.customerId,
        agentId: actor.agentId,
        teams: [conversation.teamId],
        agents: [conversation.assigneeId],
      };
      if (isScheduled) {
        // Until it leaves the customer still waits: the conversation stays as it is.
        await this.departures.schedule(messageId!, actor.agentId, at);
        const payload = { messageId: messageId!, sendAt: at.toISOString() };
        await this.events.append({ type: 'message.scheduled', payload, ...about });
      } else {
        const preview = previewOf(text, contentType);
        const author = { authorAgentId: actor.agentId, authorName: actor.name };
        const answered = await this.conversations.outbound(conversation.id, { preview, occurredAt, ...author });
        const change = draft.conversation && changesOf(answered, draft.conversation, now, 'body.conversation');
        let standing = {};
        if (change) {
          const before = await this.departures.standing(conversation.id);
          await this.conversations.update(conversation.id, change.set);
          standing = { before, after: await this.departures.standing(conversation.id) };
          await this.events.append(...change.events.map((event) => ({ ...about, ...event })));
        }
        // The last of its events: what follows in the log, somebody did after it.
        await this.events.append({ type: 'message.queued', payload: { messageId: messageId!, ...standing }, ...about });
      }
      await draft.dispatch(messageId!, conversation, at, text);
      return messageId!;
    });
    return found((await this.view.many([id])).get(id), 'message');
  }

  /**
   * Queues what the portal says by itself, in the running transaction: nobody has answered the customer, who goes on
   * waiting. Its details and its job are the caller's.
   */
  async queueByMachine(written: { conversationId: string; authorName: string; text: string }): Promise<string> {
    const conversation = found(await this.conversations.get(written.conversationId), 'conversation');
    const messageId = await this.messages.insert({
      conversationId: conversation.id,
      channel: conversation.channel,
      direction: 'outbound',
      authorType: 'bot',
      authorName: written.authorName,
      accountId: conversation.accountId,
      bodyText: written.text,
      delivery: 'queued',
      occurredAt: new Date(),
    });
    await this.events.append({
      type: 'message.queued',
      payload: { messageId: messageId! },
      conversationId: conversation.id,
      customerId: conversation.customerId,
      teams: [conversation.teamId],
      agents: [conversation.assigneeId],
    });
    return messageId!;
  }

  async retry(actor: Actor, messageId: string): Promise<Message> {
    await this.database.transaction(async () => {
      const conversationId = found(await this.messages.conversationOf(messageId), 'message');
      const conversation = found(await this.conversations.lock(conversationId), 'message');
      checkAccess(actor, conversation);
      const waiting = await this.departures.lock(messageId);
      const from = waiting && waiting.attempts > 0 ? (['failed', 'queued'] as const) : (['failed'] as const);
      if (!(await this.delivery.requeue(messageId, from))) {
        throw new AppError('conflict', 'Only a message that failed can be sent again.');
      }
      await this.replierOf(conversation).resend(messageId);
    });
    return found((await this.view.many([messageId])).get(messageId), 'message');
  }

  /** An agent says what became of a message that may have been sent. @throws AppError `conflict` when it is known */
  async resolveUnknown(actor: Actor, messageId: string, as: 'sent' | 'send_again'): Promise<Message> {
    await this.database.transaction(async () => {
      const conversationId = found(await this.messages.conversationOf(messageId), 'message');
      const conversation = found(await this.conversations.lock(conversationId), 'message');
      checkAccess(actor, conversation);
      const from = ['unknown'] as const;
      const isDone =
        as === 'sent'
          ? await this.delivery.advance({ messageId, to: 'sent', from })
          : await this.delivery.requeue(messageId, from);
      if (!isDone) throw new AppError('conflict', 'What became of this message is known by now.');
      if (as === 'send_again') await this.replierOf(conversation).resend(messageId);
    });
    return found((await this.view.many([messageId])).get(messageId), 'message');
  }

  windowEndsAt(conversation: ConversationRow): ConversationDetail['replyWindowEndsAt'] {
    const replier = this.repliers.get(conversation.channel as Channel);
    return replier?.windowEndsAt?.(conversation)?.toISOString() ?? null;
  }

  /** @throws AppError `window_closed` when the channel takes no free text at that time */
  checkWindow(conversation: ConversationRow, at: Date): void {
    const replier = this.replierOf(conversation);
    if (!replier.windowEndsAt) return;
    const end = replier.windowEndsAt(conversation);
    if (end && at < end) return;
    const message = 'the 24-hour WhatsApp window will be closed by then';
    throw new AppError('window_closed', `body.sendAt: ${message}`, { details: [{ path: 'body.sendAt', message }] });
  }

  replierOf(conversation: ConversationRow): Replier {
    const replier = this.repliers.get(conversation.channel as Channel);
    if (!replier)
      throw new AppError('unprocessable', `Conversations by ${conversation.channel} cannot be answered from here.`);
    return replier;
  }

  private async checkSeen(actor: Actor, draft: OutboundDraft): Promise<void> {
    if (draft.seenPosition === undefined || draft.force) return;
    const unseen = await this.conversations.newSince(draft.conversationId, draft.seenPosition, actor.agentId);
    if (unseen.length === 0) return;
    throw new AppError('stale', 'Something arrived while you were writing.', {
      details: unseen.map((id) => ({ path: 'message', message: id })),
    });
  }
}

/** Not yours to see: it does not exist. Yours to see but not to write in: forbidden. */
export function checkAccess(actor: Actor, conversation: ConversationRow): void {
  if (!actor.covers('conversations:read', conversation)) throw notFound('conversation');
  if (!actor.covers('conversations:write', conversation))
    throw new AppError('forbidden', 'You may read this conversation, not write in it.');
}
