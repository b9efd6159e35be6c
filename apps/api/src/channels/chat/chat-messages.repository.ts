import { Injectable } from '@nestjs/common';
import type { ChatShown } from '@switchboard/contracts';
import { sql, type Insertable } from 'kysely';
import { Database } from '../../kernel/database/database.ts';
import type { ChatMessages } from '../../kernel/database/db.generated.ts';
import { insertRows } from '../../kernel/database/insert-rows.ts';
import type { NormalizedEvent } from './chat-provider.ts';

type Received = Extract<NormalizedEvent, { kind: 'message' }>;

export const nothingShown: ChatShown = {
  template: null,
  header: null,
  footer: null,
  buttons: [],
  list: null,
  choice: null,
  clicks: [],
  origin: null,
  workflow: null,
};

@Injectable()
export class ChatMessagesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'chatMessages' | 'messages' | 'conversations' | 'customerIdentities'>();
  }

  async insert(row: Insertable<ChatMessages>): Promise<void> {
    await this.db.insertInto('chatMessages').values(row).execute();
  }

  /** What providers told of messages that came in. */
  async receivedAll(provider: string, received: { messageId: string; message: Received }[]): Promise<void> {
    await insertRows(
      this.database.tables<'chatMessages'>(),
      'chatMessages',
      received.map(({ messageId, message }) => ({
        messageId,
        provider,
        providerMessageId: message.externalId,
        payload: message.payload,
        mediaUrl: message.media?.url ?? null,
        shown: message.choice ? { ...nothingShown, choice: message.choice } : null,
      })),
    );
  }

  /** The outbound message a status is about: by our own id where the provider gave it back, else by its. */
  async ofStatus(accountId: string, externalId: string, messageId: string | null): Promise<string | null> {
    const row = await this.db
      .selectFrom('messages')
      .select('id')
      .where('accountId', '=', accountId)
      .where('direction', '=', 'outbound')
      .where((eb) => (messageId ? eb('id', '=', messageId) : eb('externalId', '=', externalId)))
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** Whether the customer asked not to be written to at any of their numbers. */
  async hasOptedOut(customerId: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('customerIdentities')
      .select('id')
      .where('customerId', '=', customerId)
      .where('kind', '=', 'phone')
      .where('optedIn', '=', false)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** What the thread shows of a message besides its text, held until the transaction ends. */
  async lockShown(messageId: string): Promise<ChatShown | null> {
    const row = await this.db
      .selectFrom('chatMessages')
      .select('shown')
      .where('messageId', '=', messageId)
      .forUpdate()
      .executeTakeFirst();
    return (row?.shown ?? null) as ChatShown | null;
  }

  async setShown(messageId: string, shown: ChatShown, payload: object): Promise<void> {
    await this.db
      .updateTable('chatMessages')
      .set({ shown: JSON.stringify(shown), payload: JSON.stringify(payload) })
      .where('messageId', '=', messageId)
      .execute();
  }

  /** Adds a tap to what the thread shows, in its place by time; the same tap again adds nothing. @returns whether it was new */
  async addClick(messageId: string, click: ChatShown['clicks'][number]): Promise<boolean> {
    const { numAffectedRows } = await sql`
      update chat_messages set shown = jsonb_set(coalesce(shown, ${JSON.stringify(nothingShown)}::jsonb), '{clicks}',
        (select jsonb_agg(c order by c ->> 'at', c ->> 'text')
         from jsonb_array_elements(coalesce(shown -> 'clicks', '[]') || ${JSON.stringify([click])}::jsonb) c))
      where message_id = ${messageId}
        and not coalesce(shown -> 'clicks', '[]') @> ${JSON.stringify([click])}::jsonb
        and jsonb_array_length(coalesce(shown -> 'clicks', '[]')) < 50`.execute(this.db);
    return (numAffectedRows ?? 0n) > 0n;
  }

  /** What sending needs to know of a message. */
  async forSending(messageId: string) {
    return this.db
      .selectFrom('messages')
      .innerJoin('conversations', 'conversations.id', 'messages.conversationId')
      .leftJoin('chatMessages as chat', 'chat.messageId', 'messages.id')
      .leftJoin('customerIdentities as phone', (join) =>
        join.onRef('phone.customerId', '=', 'conversations.customerId').on('phone.kind', '=', 'phone'),
      )
      .select([
        'messages.id',
        'messages.accountId',
        'messages.bodyText',
        'messages.delivery',
        'messages.occurredAt',
        'conversations.customerName',
        'phone.value as phone',
        'chat.payload',
      ])
      .where('messages.id', '=', messageId)
      .orderBy('phone.createdAt')
      .limit(1)
      .executeTakeFirst();
  }
}
