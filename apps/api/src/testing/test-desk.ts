import { randomUUID } from 'node:crypto';
import { CustomersService } from '../desk/customers/customers.service.ts';
import { IntakeService, type ReceivedMessage } from '../desk/conversations/intake.service.ts';
import type { TestApp } from './test-app.ts';

export interface TestChat {
  phone: string;
  text: string;
  name?: string;
  at?: Date;
  externalId?: string;
}

/** Puts customers' messages into the desk the way a channel does, without a provider. */
export class TestDesk {
  private constructor(
    private readonly app: TestApp,
    readonly accountId: string,
  ) {}

  /** A desk with a WhatsApp account of its own. */
  static async open(app: TestApp): Promise<TestDesk> {
    const row = await app.database
      .tables<'channelAccounts'>()
      .insertInto('channelAccounts')
      .values({ channel: 'whatsapp', provider: 'test', slug: randomUUID(), name: 'Test', address: '+919000099000' })
      .returning('id')
      .executeTakeFirstOrThrow();
    return new TestDesk(app, row.id);
  }

  async receive({ phone, text, name, at, externalId }: TestChat): Promise<ReceivedMessage & { customerId: string }> {
    return this.app.database.transaction(async () => {
      const customer = await this.app
        .get(CustomersService)
        .resolve({ kind: 'phone', value: phone, name: name ?? null });
      if (!customer) throw new Error(`${phone} is no number`);
      const received = await this.app.get(IntakeService).receive({
        channel: 'whatsapp',
        accountId: this.accountId,
        customerId: customer.id,
        customerName: customer.name,
        externalId: externalId ?? randomUUID(),
        text,
        contentType: 'text',
        subject: null,
        occurredAt: at ?? new Date(),
        inboundEventId: null,
        place: null,
        attachments: [],
      });
      return { ...received, customerId: customer.id };
    });
  }
}
