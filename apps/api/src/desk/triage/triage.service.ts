import { Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { Message } from '@switchboard/contracts';
import { Database } from '../../kernel/database/database.ts';
import { EventStream } from '../../kernel/events/event-stream.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { ConversationsService } from '../conversations/conversations.service.ts';
import { MessagesService } from '../conversations/messages.service.ts';
import { KEYLESS_MODEL, type Triage, triageKeyless } from './keyless-triage.ts';
import { LANGUAGE_MODEL, type LanguageModel, LanguageModelError } from './language-model.ts';
import { triageByModel } from './model-triage.ts';
import { TriageRepository } from './triage.repository.ts';

/** From this confidence on a conversation without a team is given the suggested one. */
const ROUTE_FROM = 0.9;
const MISCONFIGURED_PAUSE_MILLISECONDS = 10 * 60 * 1000;
const UNAVAILABLE_PAUSE_MILLISECONDS = 15 * 1000;

/** Says of each inbound message what it is about and whose it is: by the language model, or without it. */
@Injectable()
export class TriageService implements OnModuleInit {
  private readonly logger = new Logger('Triage');
  private modelPausedUntil = 0;

  constructor(
    private readonly jobs: JobQueue,
    private readonly stream: EventStream,
    private readonly database: Database,
    private readonly repository: TriageRepository,
    private readonly messages: MessagesService,
    private readonly conversations: ConversationsService,
    @Inject(LANGUAGE_MODEL) private readonly model: LanguageModel | null,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('triage.message', ({ payload, signal }) => this.triage(payload.messageId, signal));
    this.stream.subscribe((events) => {
      const isReceived = events.some(({ type }) => type === 'message.received');
      if (isReceived) setImmediate(() => this.jobs.wake('triage.message'));
    });
  }

  private async triage(messageId: string, signal: AbortSignal): Promise<void> {
    const message = (await this.messages.many([messageId])).get(messageId);
    if (!message || message.triage) return;
    const { model, summary, team, intent, confidence } = await this.judge(message, signal);
    await this.database.transaction(async () => {
      const isNew = await this.repository.insert({
        messageId,
        summary,
        suggestedTeam: team,
        intent,
        confidence,
        model,
      });
      if (!isNew) return;
      await this.conversations.applyTriage(message.conversationId, {
        messageId,
        summary,
        suggestedTeam: team,
        intent,
        // A greeting says nothing yet: the next message may.
        routeTo: confidence >= ROUTE_FROM && team !== 'general' ? team : null,
      });
    });
  }

  private async judge(message: Message, signal: AbortSignal): Promise<Triage & { model: string }> {
    const material = { text: message.text, subject: message.email?.subject ?? null };
    const isEmpty = `${material.text}${material.subject ?? ''}`.trim() === '';
    if (this.model && !isEmpty && Date.now() >= this.modelPausedUntil) {
      try {
        return { ...(await triageByModel(this.model, material, signal)), model: this.model.name };
      } catch (error) {
        if (!(error instanceof LanguageModelError)) throw error;
        this.pauseAfter(error);
      }
    }
    return { ...(await triageKeyless(material)), model: KEYLESS_MODEL };
  }

  /** The inbox does not wait for a model that has trouble; it is asked again when that may help. */
  private pauseAfter(error: LanguageModelError): void {
    this.logger.warn(
      { failure: error.failure, retryAt: error.retryAt, reason: error.message },
      'The language model failed',
    );
    const pause = {
      misconfigured: MISCONFIGURED_PAUSE_MILLISECONDS,
      unavailable: UNAVAILABLE_PAUSE_MILLISECONDS,
      rate_limited: UNAVAILABLE_PAUSE_MILLISECONDS,
      quota_exhausted: UNAVAILABLE_PAUSE_MILLISECONDS,
      unusable_answer: 0,
    }[error.failure];
    this.modelPausedUntil = error.retryAt?.getTime() ?? Date.now() + pause;
  }
}
