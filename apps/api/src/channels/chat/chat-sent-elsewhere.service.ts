import { Injectable } from '@nestjs/common';
import { CustomersService } from '../../desk/customers/customers.service.ts';
import { IntakeService } from '../../desk/conversations/intake.service.ts';
import type { LedgerEvent } from '../ingest/ingest.service.ts';
import { ChatMediaService, expectedFiles } from './chat-media.service.ts';
import { ChatMessagesRepository, nothingShown } from './chat-messages.repository.ts';
import type { ChatProvider, NormalizedEvent } from './chat-provider.ts';
import { timeOf } from './provider-time.ts';

const authors = { campaign: 'WhatsApp campaign', api: 'Another system' } as const;

/** Messages that a campaign or another system sent from our number: who answers the customer must see them. */
@Injectable()
export class ChatSentElsewhereService {
  constructor(
    private readonly customers: CustomersService,
    private readonly intake: IntakeService,
    private readonly repository: ChatMessagesRepository,
    private readonly media: ChatMediaService,
  ) {}

  /**
   * The message a status speaks of, put into the customer's conversation unless it is there.
   *
   * @returns its id; null when the status does not say who got it
   */
  async show(
    provider: ChatProvider,
    accountId: string,
    event: LedgerEvent,
    { externalId, sent }: Extract<NormalizedEvent, { kind: 'status' }>,
  ): Promise<string | null> {
    const files = sent?.media ? [sent.media] : [];
    const customer =
      sent &&
      (await this.customers.resolve({
        kind: 'phone',
        value: sent.phone,
        name: sent.name,
        optedIn: sent.optedIn,
        saidAt: timeOf(sent.at, event.receivedAt),
      }));
    if (!customer) return null;
    const { messageId, duplicate, attachments } = await this.intake.sentElsewhere({
      channel: 'whatsapp',
      accountId,
      customerId: customer.id,
      customerName: customer.name,
      externalId,
      text: sent.text,
      contentType: sent.contentType,
      subject: null,
      occurredAt: timeOf(sent.at, event.receivedAt),
      inboundEventId: event.id,
      place: null,
      author: authors[sent.origin],
      byMachine: true,
      attachments: expectedFiles(files),
    });
    if (duplicate) return messageId;
    await this.repository.insert({
      messageId,
      provider: provider.name,
      providerMessageId: externalId,
      payload: JSON.stringify(sent.payload),
      mediaUrl: sent.media?.url ?? null,
      shown: JSON.stringify({
        ...nothingShown,
        origin: sent.origin,
        template: sent.template,
        header: sent.header,
        footer: sent.footer,
      }),
    });
    await this.media.fetchLater(attachments, files);
    return messageId;
  }
}
