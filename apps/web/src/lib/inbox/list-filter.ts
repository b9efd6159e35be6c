import type { Conversation, ConversationQuery } from '@switchboard/contracts';

/** What a cached list was asked for. */
export type ListFilter = Partial<
  Pick<ConversationQuery, 'view' | 'teamId' | 'status' | 'channel' | 'customerId' | 'sort'>
>;

const active = new Set<Conversation['status']>(['open', 'pending', 'on_hold']);

export const isActive = (conversation: Conversation): boolean => active.has(conversation.status);

/** Whether the server would put this row into the list that was asked for. */
export function belongs(row: Conversation, filter: ListFilter, agentId: string): boolean {
  const { view = 'all', status = 'active' } = filter;
  if (status === 'active' && !isActive(row)) return false;
  if (status !== 'active' && status !== 'any' && row.status !== status) return false;
  if (filter.channel && row.channel !== filter.channel) return false;
  if (filter.customerId && row.customerId !== filter.customerId) return false;
  if (filter.sort === 'waiting_longest' && !row.waitingSince) return false;
  const snoozed = row.snoozedUntil !== null && status !== 'any';
  switch (view) {
    case 'mine':
      return row.assigneeId === agentId && !snoozed;
    case 'unassigned':
      return row.assigneeId === null && !snoozed;
    case 'team':
      return row.teamId === filter.teamId && !snoozed;
    case 'snoozed':
      return row.snoozedUntil !== null && isActive(row);
    case 'all':
      return !snoozed;
  }
}

const time = (moment: string | null): number => (moment === null ? Infinity : Date.parse(moment));

/** Order of the list: negative when `a` comes first. */
export function compareRows(a: Conversation, b: Conversation, sort: ListFilter['sort'] = 'newest'): number {
  const byId = a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  if (sort === 'oldest') return time(a.lastMessageAt) - time(b.lastMessageAt) || byId;
  if (sort === 'waiting_longest') return time(a.waitingSince) - time(b.waitingSince) || byId;
  return time(b.lastMessageAt) - time(a.lastMessageAt) || -byId;
}
