import { Injectable } from '@nestjs/common';
import { ArrivalsService } from '../../desk/conversations/arrivals.service.ts';
import { CustomersService, type ResolvedCustomer } from '../../desk/customers/customers.service.ts';
import { Database } from '../../kernel/database/database.ts';
import { IngestService, REFUSED_KIND, type LedgerEvent } from '../ingest/ingest.service.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatMediaService, expectedFiles } from './chat-media.service.ts';
import { ChatMessagesRepository } from './chat-messages.repository.ts';
import type { ChatProvider, NormalizedEvent } from './chat-provider.ts';
import { timeOf } from './provider-time.ts';

interface Written {
  event: LedgerEvent;
  message: Extract<NormalizedEvent, { kind: 'message' }>;
}

/**
 * Of what came in many at once stores those messages together that are the first of their customer among them. Whatever
 * else there is goes one by one, after these, as ever.
 */
@Injectable()
export class ChatBatches {
  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    private readonly arrivals: ArrivalsService,
    private readonly customers: CustomersService,
    private readonly accounts: ChatAccountsService,
    private readonly media: ChatMediaService,
    private readonly repository: ChatMessagesRepository,
  ) {}

  /** Has the chats of all who wrote locked in one order, before their messages are stored one by one. */
  async prepare(provider: ChatProvider, events: LedgerEvent[]): Promise<void> {
    const written = events.flatMap((event) => writtenIn(provider, event));
    const customers = await this.customersOf(written);
    const chats = written.flatMap(({ event: { accountId } }, at) => {
      const customer = customers[at];
      return accountId && customer ? [{ accountId, customerId: customer.id }] : [];
    });
    const accounts = Map.groupBy(chats, ({ accountId }) => accountId);
    for (const [accountId, ours] of [...accounts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      await this.arrivals.lockOpenChats(accountId, [...new Set(ours.map(({ customerId }) => customerId))]);
    }
  }

  /** @returns the rows that are left */
  async take(provider: ChatProvider, events: LedgerEvent[]): Promise<number[]> {
    const left = new Set(events.map(({ id }) => id));
    for (const [accountId, ours] of Map.groupBy(events, (event) => event.accountId)) {
      const written = accountId ? firstOfEach(ours.flatMap((event) => writtenIn(provider, event))) : [];
      if (!accountId || written.length < 2) continue;
      for (const id of await this.store(provider, accountId, written)) left.delete(id);
    }
    return [...left];
  }

  private store(provider: ChatProvider, accountId: string, written: Written[]): Promise<number[]> {
    return this.database.transaction(
      async () => {
        const claimed = await this.ingest.claim(written.map(({ event }) => event.id));
        const fresh = await this.fresh(
          accountId,
          written.filter(({ event }) => claimed.has(event.id)),
        );
        if (fresh.length === 0) return [];
        const ids = fresh.map(({ customer }) => customer.id);
        const chats = await this.arrivals.lockOpenChats(accountId, ids);
        const stored = await this.arrivals.storeAll(
          fresh.map(({ event, message, customer }) => ({
            channel: 'whatsapp',
            accountId,
            customerId: customer.id,
            customerName: customer.name,
            externalId: message.externalId,
            text: message.text,
            contentType: message.contentType,
            subject: null,
            occurredAt: timeOf(message.at, event.receivedAt),
            inboundEventId: event.id,
            attachments: expectedFiles(message.media ? [message.media] : []),
            conversation: chats.get(customer.id) ?? null,
          })),
        );
        const rows = fresh.map(({ message }, at) => ({ messageId: stored[at]!.messageId, message }));
        await this.database.later(this.repository.receivedAll(provider.name, rows));
        for (const [at, { message }] of fresh.entries()) {
          if (message.media) await this.media.fetchLater(stored[at]!.attachments, [message.media]);
        }
        const settled = fresh.map(({ event }) => event.id);
        await this.database.later(this.ingest.settleAll(settled));
        this.database.afterCommit(() => this.accounts.succeeded(accountId));
        return settled;
      },
      { replayable: true },
    );
  }

  /** Those that are not stored yet and whose number is one, one of each customer. */
  private async fresh(accountId: string, written: Written[]): Promise<(Written & { customer: ResolvedCustomer })[]> {
    const [known, customers] = await Promise.all([
      this.arrivals.known(
        accountId,
        written.map(({ message }) => message.externalId),
      ),
      this.customersOf(written),
    ]);
    const seen = new Set<string>();
    return written.flatMap((one, at) => {
      const customer = customers[at];
      if (!customer || known.has(one.message.externalId) || seen.has(customer.id)) return [];
      seen.add(customer.id);
      return [{ ...one, customer }];
    });
  }

  private customersOf(written: Written[]): Promise<(ResolvedCustomer | null)[]> {
    return this.customers.resolveAll(
      'phone',
      written.map(({ event, message }) => ({
        value: message.phone,
        name: message.name,
        optedIn: message.optedIn,
        saidAt: timeOf(message.at, event.receivedAt),
      })),
    );
  }
}

/** The message that a row is about, where it is about one and nothing else. */
function writtenIn(provider: ChatProvider, event: LedgerEvent): Written[] {
  if (event.kind === REFUSED_KIND) return [];
  try {
    const [message, ...more] = provider.parse(event.body ?? Buffer.alloc(0));
    return message?.kind === 'message' && more.length === 0 ? [{ event, message }] : [];
  } catch {
    // Told when it goes alone.
    return [];
  }
}

function firstOfEach(written: Written[]): Written[] {
  const seen = new Set<string>();
  return written.filter(({ message: { phone, externalId } }) => {
    const isFirst = !seen.has(phone) && !seen.has(externalId);
    seen.add(phone).add(externalId);
    return isFirst;
  });
}
