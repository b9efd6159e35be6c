import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CustomersService } from '../../desk/customers/customers.service.ts';
import { DeliveryService } from '../../desk/conversations/delivery.service.ts';
import { GrowingMessagesService } from '../../desk/conversations/growing-messages.service.ts';
import { IntakeService } from '../../desk/conversations/intake.service.ts';
import { Database } from '../../kernel/database/database.ts';
import { IngestService, type LedgerEvent, type Outcome } from '../ingest/ingest.service.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatBatches } from './chat-batches.ts';
import { ChatMediaService, expectedFiles } from './chat-media.service.ts';
import { ChatMessagesRepository } from './chat-messages.repository.ts';
import { ChatNewsService } from './chat-news.service.ts';
import type { ChatProvider, NormalizedEvent } from './chat-provider.ts';
import { ChatProviders } from './chat-providers.ts';
import { WebhookDoor } from './webhook-door.ts';
import { ChatSentElsewhereService } from './chat-sent-elsewhere.service.ts';
import { ChatWorkflowsService } from './chat-workflows.service.ts';
import { timeOf } from './provider-time.ts';

type Received = Extract<NormalizedEvent, { kind: 'message' }>;
type Status = Extract<NormalizedEvent, { kind: 'status' }>;

/** Makes messages and delivery states of what chat providers report. */
@Injectable()
export class ChatInboundService implements OnModuleInit {
  constructor(
    private readonly providers: ChatProviders,
    private readonly ingest: IngestService,
    private readonly accounts: ChatAccountsService,
    private readonly customers: CustomersService,
    private readonly intake: IntakeService,
    private readonly delivery: DeliveryService,
    private readonly repository: ChatMessagesRepository,
    private readonly news: ChatNewsService,
    private readonly workflows: ChatWorkflowsService,
    private readonly elsewhere: ChatSentElsewhereService,
    private readonly growing: GrowingMessagesService,
    private readonly database: Database,
    private readonly media: ChatMediaService,
    private readonly door: WebhookDoor,
    private readonly batches: ChatBatches,
  ) {}

  onModuleInit(): void {
    for (const provider of this.providers.all) {
      this.ingest.register({
        provider: provider.name,
        process: (event) => this.process(provider, event),
        prepare: (events) => this.batches.prepare(provider, events),
        processMany: (events) => this.batches.take(provider, events),
        retake: (event) => this.door.retake(provider, event),
      });
    }
  }

  private async process(provider: ChatProvider, event: LedgerEvent): Promise<Outcome> {
    const { accountId } = event;
    if (!accountId) return { status: 'ignored', reason: 'The account is gone.' };
    const outcomes: Outcome[] = [];
    for (const normalized of provider.parse(event.body ?? Buffer.alloc(0))) {
      outcomes.push(await this.apply(provider, accountId, event, normalized));
    }
    this.database.afterCommit(() => this.accounts.succeeded(accountId));
    return (
      outcomes.find(({ status }) => status === 'processed') ??
      outcomes[0] ?? { status: 'ignored', reason: 'It is empty.' }
    );
  }

  private apply(
    provider: ChatProvider,
    accountId: string,
    event: LedgerEvent,
    normalized: NormalizedEvent,
  ): Promise<Outcome> {
    if (normalized.kind === 'message') return this.receive(provider, accountId, event, normalized);
    if (normalized.kind === 'status') return this.advance(provider, accountId, event, normalized);
    if (normalized.kind === 'ignored') return Promise.resolve({ status: 'ignored', reason: normalized.reason });
    if (normalized.kind === 'workflow') return this.workflows.answer(provider, accountId, event, normalized);
    return this.news.apply(accountId, event, normalized);
  }

  private async receive(
    provider: ChatProvider,
    accountId: string,
    event: LedgerEvent,
    received: Received,
  ): Promise<Outcome> {
    const customer = await this.customers.resolve({
      kind: 'phone',
      value: received.phone,
      name: received.name,
      optedIn: received.optedIn,
      saidAt: timeOf(received.at, event.receivedAt),
    });
    if (!customer) return { status: 'rejected', reason: `${received.phone.slice(0, 40)} is not a phone number.` };
    const files = received.media ? [received.media] : [];
    const { messageId, duplicate, attachments } = await this.intake.receive({
      channel: 'whatsapp',
      accountId,
      customerId: customer.id,
      customerName: customer.name,
      externalId: received.externalId,
      text: received.text,
      contentType: received.contentType,
      subject: null,
      occurredAt: timeOf(received.at, event.receivedAt),
      inboundEventId: event.id,
      place: null,
      attachments: expectedFiles(files),
    });
    if (duplicate) return { status: 'processed', reason: 'The message was there already.' };
    await this.database.later(this.repository.receivedAll(provider.name, [{ messageId, message: received }]));
    await this.media.fetchLater(attachments, files);
    return { status: 'processed' };
  }

  private async advance(
    provider: ChatProvider,
    accountId: string,
    event: LedgerEvent,
    status: Status,
  ): Promise<Outcome> {
    const ours = await this.repository.ofStatus(accountId, status.externalId, status.messageId);
    const theirs = ours ? null : await this.elsewhere.show(provider, accountId, event, status);
    const messageId = ours ?? theirs;
    if (!messageId) return { status: 'ignored', reason: 'It says neither which message of ours, nor who got it.' };
    const changed = await this.delivery.advance({
      messageId,
      to: status.to,
      at: timeOf(status.at ?? status.click?.at ?? null, event.receivedAt),
      error: status.error,
      externalId: status.externalId,
    });
    const { click } = status;
    const clicked =
      click !== null &&
      (await this.repository.addClick(messageId, {
        text: click.text,
        link: click.link,
        at: timeOf(click.at, event.receivedAt).toISOString(),
      }));
    if (clicked && !changed) await this.growing.touched(messageId);
    return changed || clicked || theirs
      ? { status: 'processed' }
      : { status: 'processed', reason: 'It came late or twice, and changed nothing.' };
  }
}
