import type { Conversation } from '@switchboard/contracts';
import type { Selectable } from 'kysely';
import type { Conversations } from '../../kernel/database/db.generated.ts';

/** The columns an inbox row needs; the rest of the table is for queries. */
export const conversationColumns = [
  'id',
  'number',
  'channel',
  'accountId',
  'customerId',
  'customerName',
  'subject',
  'preview',
  'status',
  'priority',
  'teamId',
  'assigneeId',
  'labels',
  'lastMessageAt',
  'lastDirection',
  'lastAuthorId',
  'lastAuthorName',
  'undelivered',
  'lastInboundAt',
  'waitingSince',
  'messageCount',
  'unreadCount',
  'nextSlaAt',
  'summary',
  'suggestedTeam',
  'intent',
  'snoozedUntil',
  'createdAt',
  'updatedAt',
] as const satisfies (keyof Conversations)[];

export type ConversationRow = Pick<Selectable<Conversations>, (typeof conversationColumns)[number]>;

export function toConversation(row: ConversationRow): Conversation {
  return {
    ...row,
    number: Number(row.number),
    channel: row.channel as Conversation['channel'],
    status: row.status as Conversation['status'],
    priority: row.priority as Conversation['priority'],
    lastDirection: row.lastDirection as Conversation['lastDirection'],
    undelivered: row.undelivered as Conversation['undelivered'],
    lastMessageAt: row.lastMessageAt.toISOString(),
    lastInboundAt: iso(row.lastInboundAt),
    waitingSince: iso(row.waitingSince),
    nextSlaAt: iso(row.nextSlaAt),
    snoozedUntil: iso(row.snoozedUntil),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function iso(date: Date | null): string | null {
  return date?.toISOString() ?? null;
}
