import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';

@Injectable()
export class VariablesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'conversations' | 'customers' | 'customerIdentities' | 'channelAccounts'>();
  }

  /** What variables of this conversation stand for, beside the agent and the company. */
  async of(conversationId: string) {
    const identity = (kind: string) =>
      sql<string | null>`(select i.value from customer_identities i
        where i.customer_id = conversations.customer_id and i.kind = ${kind} order by i.created_at, i.id limit 1)`;
    return this.db
      .selectFrom('conversations')
      .innerJoin('customers', 'customers.id', 'conversations.customerId')
      .leftJoin('channelAccounts as account', 'account.id', 'conversations.accountId')
      .select([
        'conversations.number',
        'conversations.subject',
        'customers.name as customerName',
        'account.name as accountName',
        'account.address as accountAddress',
        identity('email').as('email'),
        identity('phone').as('phone'),
      ])
      .where('conversations.id', '=', conversationId)
      .executeTakeFirst();
  }
}
