import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { BulkReply, bulkReplies, Input } from '@switchboard/contracts';
import { OutboundService } from '../../../desk/conversations/outbound.service.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { ActorService } from '../../../kernel/auth/actor.service.ts';
import { Database } from '../../../kernel/database/database.ts';
import { AppError, found } from '../../../kernel/http/app-error.ts';
import { JobQueue } from '../../../kernel/jobs/job-queue.ts';
import { MailRepliesService } from '../outbound/mail-replies.service.ts';
import { BulkRepliesRepository, type BulkReplyRow } from './bulk-replies.repository.ts';
import { UnsubscribesService } from './unsubscribes.service.ts';

/** One text to many conversations: a mail of its own in each, one after the other, each with its result. */
@Injectable()
export class BulkRepliesService implements OnModuleInit {
  constructor(
    private readonly repository: BulkRepliesRepository,
    private readonly outbound: OutboundService,
    private readonly replies: MailRepliesService,
    private readonly unsubscribes: UnsubscribesService,
    private readonly actors: ActorService,
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('conversations.bulk-reply', async ({ payload: { bulkReplyId }, signal }) => {
      const run = await this.repository.get(bulkReplyId);
      if (!run || run.finishedAt) return;
      while (!signal.aborted && (await this.step(run)));
      // Whoever gets the job next goes on where this one was.
      signal.throwIfAborted();
    });
  }

  /** @throws AppError `not_found` or `forbidden` when one of them is not the actor's to write in */
  async start(
    actor: Actor,
    { conversationIds, text, clientKey }: Input<typeof bulkReplies.start>['body'],
  ): Promise<BulkReply> {
    const conversations = await this.outbound.writable(actor, conversationIds);
    await this.database.transaction(async () => {
      const bulkReplyId = await this.repository.insert(actor.agentId, clientKey, text);
      if (!bulkReplyId) return;
      // Two may have been joined into one since they were chosen.
      await this.repository.addConversations(bulkReplyId, [...new Set(conversations.map(({ id }) => id))]);
      await this.jobs.enqueue('conversations.bulk-reply', { bulkReplyId });
    });
    return this.shown(found(await this.repository.byClientKey(actor.agentId, clientKey), 'bulk reply'));
  }

  async get(actor: Actor, id: string): Promise<BulkReply> {
    const run = await this.repository.get(id);
    return this.shown(found(run?.agentId === actor.agentId ? run : null, 'bulk reply'));
  }

  /** @returns whether there may be more to do */
  private async step(run: BulkReplyRow): Promise<boolean> {
    const next = await this.repository.next(run.id);
    if (!next) {
      await this.repository.finish(run.id);
      return false;
    }
    const skippedFor =
      next.channel === 'email' ? await this.answer(run, next.conversationId) : 'Only mail can be answered in bulk';
    await this.repository.settle(run.id, next.conversationId, skippedFor);
    return true;
  }

  /** @returns why it was not answered; null when it was */
  private async answer(run: BulkReplyRow, conversationId: string): Promise<string | null> {
    const actor = await this.actors.ofAgent(run.agentId);
    if (!actor) return 'Who asked for it is not an agent any more';
    const address = await this.repository.addressOf(conversationId);
    if (!address) return 'The customer has no e-mail address';
    if (address.unsubscribedAt) return `${address.value} has unsubscribed from bulk mail`;
    try {
      await this.replies.reply(actor, conversationId, {
        // Once in each conversation: a try that died after this sends nothing again.
        clientKey: run.id,
        text: run.text,
        attachmentIds: [],
        headers: this.unsubscribes.headersFor(address.id),
      });
      return null;
    } catch (error) {
      if (error instanceof AppError) return reasonOf(error);
      throw error;
    }
  }

  private async shown(run: BulkReplyRow): Promise<BulkReply> {
    const results = await this.repository.results(run.id);
    return {
      id: run.id,
      state: run.finishedAt ? 'done' : 'running',
      results: results.map((one) => ({ ...one, state: one.state as BulkReply['results'][number]['state'] })),
      createdAt: run.createdAt.toISOString(),
      finishedAt: run.finishedAt?.toISOString() ?? null,
    };
  }
}

function reasonOf({ details, message }: AppError): string {
  return details ? details.map((detail) => detail.message).join('; ') : message;
}
