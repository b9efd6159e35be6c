import { Injectable } from '@nestjs/common';
import { CustomersService } from '../../desk/customers/customers.service.ts';
import { GrowingMessagesService } from '../../desk/conversations/growing-messages.service.ts';
import { IntakeService } from '../../desk/conversations/intake.service.ts';
import type { LedgerEvent, Outcome } from '../ingest/ingest.service.ts';
import { ChatMediaService, expectedFiles } from './chat-media.service.ts';
import { ChatMessagesRepository, nothingShown } from './chat-messages.repository.ts';
import type { ChatProvider, NormalizedEvent } from './chat-provider.ts';
import { timeOf } from './provider-time.ts';

type Workflow = Extract<NormalizedEvent, { kind: 'workflow' }>;

const CONTENT_TYPE = 'workflow';

/** What customers answer to a provider's workflow: one message, which grows with each step. */
@Injectable()
export class ChatWorkflowsService {
  constructor(
    private readonly customers: CustomersService,
    private readonly intake: IntakeService,
    private readonly growing: GrowingMessagesService,
    private readonly repository: ChatMessagesRepository,
    private readonly media: ChatMediaService,
  ) {}

  async answer(provider: ChatProvider, accountId: string, event: LedgerEvent, workflow: Workflow): Promise<Outcome> {
    const { phone, name, externalId, title, answers, files } = workflow;
    const customer = await this.customers.resolve({ kind: 'phone', value: phone, name });
    if (!customer) return { status: 'rejected', reason: `${phone.slice(0, 40)} is not a phone number.` };
    const at = timeOf(workflow.at, event.receivedAt);
    const text = textOf(answers);
    const { messageId, duplicate, attachments } = await this.intake.receive({
      channel: 'whatsapp',
      accountId,
      customerId: customer.id,
      customerName: customer.name,
      externalId,
      text,
      contentType: CONTENT_TYPE,
      subject: null,
      occurredAt: at,
      inboundEventId: event.id,
      place: null,
      attachments: expectedFiles(files),
    });
    const shown = { ...nothingShown, workflow: { title, answers } };
    if (!duplicate) {
      await this.repository.insert({
        messageId,
        provider: provider.name,
        providerMessageId: externalId,
        payload: JSON.stringify(workflow.payload),
        shown: JSON.stringify(shown),
      });
      await this.media.fetchLater(attachments, files);
      return { status: 'processed' };
    }
    const before = (await this.repository.lockShown(messageId))?.workflow?.answers.length ?? 0;
    if (answers.length <= before) {
      await this.growing.beganAt(messageId, at);
      return { status: 'processed', reason: 'It came late or twice: later answers are known already.' };
    }
    await this.repository.setShown(messageId, shown, workflow.payload);
    await this.media.add(messageId, files);
    await this.growing.grow(messageId, { text, contentType: CONTENT_TYPE, at });
    return { status: 'processed' };
  }
}

function textOf(answers: Workflow['answers']): string {
  return answers.map(({ question, answer }) => (question ? `${question}\n${answer}` : answer)).join('\n\n');
}
