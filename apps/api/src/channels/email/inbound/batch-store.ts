import { Injectable } from '@nestjs/common';
import { ArrivalsService, type ConversationRow } from '../../../desk/conversations/arrivals.service.ts';
import { CustomersService, type ResolvedCustomer } from '../../../desk/customers/customers.service.ts';
import { Database } from '../../../kernel/database/database.ts';
import { IngestService } from '../../ingest/ingest.service.ts';
import { AcknowledgementsService } from '../acknowledgements/acknowledgements.service.ts';
import type { BatchMail } from './batch-mail.ts';
import { arrivedAt, contentTypeOf, MailFiling, rowOf, sendersOf } from './mail-filing.ts';
import { MailsRepository } from './mails.repository.ts';

/** A mail, whose it is, and the locked conversation it goes to; null for one that it opens. */
export interface Placed {
  batched: BatchMail;
  customer: ResolvedCustomer;
  conversation: ConversationRow | null;
}

/** Stores many mails at once, of which is known where each belongs. */
@Injectable()
export class BatchStore {
  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    private readonly arrivals: ArrivalsService,
    private readonly customers: CustomersService,
    private readonly filing: MailFiling,
    private readonly mails: MailsRepository,
    private readonly acknowledgements: AcknowledgementsService,
  ) {}

  /** Whose the mails are, in the order given. */
  async customersOf(batch: BatchMail[]): Promise<ResolvedCustomer[]> {
    const likeliest = batch.map(({ event, mail }) => sendersOf(event, mail)[0] ?? { value: '', name: null });
    const found = await this.customers.resolveAll('email', likeliest);
    const customers: ResolvedCustomer[] = [];
    for (const [at, { event, mail }] of batch.entries()) {
      customers.push(found[at] ?? (await this.filing.customerOf(event, mail)));
    }
    return customers;
  }

  /** In the running transaction, the mails' rows of the ledger included, which are claimed. */
  async store(placed: Placed[]): Promise<void> {
    if (placed.length === 0) return;
    const stored = await this.arrivals.storeAll(
      placed.map(({ batched: { event, accountId, mail, attachments }, customer, conversation }) => ({
        channel: 'email',
        accountId,
        customerId: customer.id,
        customerName: customer.name,
        externalId: event.externalId,
        text: mail.text,
        contentType: contentTypeOf(mail),
        subject: mail.subject,
        occurredAt: arrivedAt(event),
        inboundEventId: event.id,
        isAutomaticReply: mail.notes.includes('auto-reply'),
        attachments,
        conversation,
      })),
    );
    const rows = placed.map(({ batched: { event, mail, rawSize }, customer }, at) =>
      rowOf(stored[at]!.messageId, customer.id, event, mail, rawSize),
    );
    await this.database.later(this.mails.insert(rows));
    await this.database.later(this.ingest.settleAll(placed.map(({ batched }) => batched.event.id)));
    await this.acknowledgements.answer(
      placed.flatMap(({ batched: { event, accountId, mail }, conversation }, at) =>
        conversation
          ? []
          : [
              {
                accountId,
                messageId: stored[at]!.messageId,
                mail,
                envelopeFrom: event.headers['envelopeFrom'] ?? null,
                arrivedAt: arrivedAt(event),
              },
            ],
      ),
    );
  }
}
