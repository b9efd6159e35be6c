import {
  conversations,
  customers,
  type Conversation,
  type ConversationDetail,
  type Message,
} from '@switchboard/contracts';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { keyOf, pages, query } from '../api.ts';
import { isOlder, placeRow, removeRow, type ConversationPages } from './conversation-cache.ts';
import type { ListFilter } from './list-filter.ts';
import { placeMessage, removeMessage, type MessagePages } from './message-cache.ts';

const messagesKey = (conversationId: string) => conversationMessages(conversationId).queryKey;

export const conversationList = (filter: ListFilter) => pages(conversations.list, { query: filter });
export const conversationDetail = (id: string) => query(conversations.get, { params: { id } });
export const conversationMessages = (id: string) => pages(conversations.messages, { params: { id } });

type ListKey = readonly [string, string, { query: ListFilter }, 'pages'];

const cachedLists = (cache: QueryClient) =>
  cache
    .getQueriesData<ConversationPages>({ queryKey: keyOf(conversations.list) })
    .flatMap(([key, data]) =>
      data && key.at(-1) === 'pages' ? [{ key, data, filter: (key as unknown as ListKey)[2].query }] : [],
    );

/** A row changed: it takes its place in every list that is kept, and in the open conversation. */
export function applyConversation(cache: QueryClient, row: Conversation, agentId: string): void {
  for (const { key, data, filter } of cachedLists(cache)) {
    const placed = placeRow(data, row, filter, agentId);
    if (placed !== data) cache.setQueryData(key, placed);
  }
  cache.setQueryData<ConversationDetail>(conversationDetail(row.id).queryKey, (known) =>
    known && !isOlder(row, known) ? { ...known, ...row } : known,
  );
}

export function dropConversation(cache: QueryClient, id: string): void {
  for (const { key, data } of cachedLists(cache)) cache.setQueryData(key, removeRow(data, id));
  cache.removeQueries({ queryKey: conversationDetail(id).queryKey });
  cache.removeQueries({ queryKey: messagesKey(id) });
}

/** It became part of another: it leaves the lists, and where it is open, asking for it again tells which one it is now. */
export function leaveJoined(cache: QueryClient, id: string): void {
  for (const { key, data } of cachedLists(cache)) cache.setQueryData(key, removeRow(data, id));
  void cache.invalidateQueries({ queryKey: conversationDetail(id).queryKey });
}

/** Messages came into a conversation, or left it, from another. */
export function reloadMessages(cache: QueryClient, id: string): Promise<void> {
  return cache.invalidateQueries({ queryKey: messagesKey(id) });
}

export function reloadCustomer(cache: QueryClient, id: string): Promise<void> {
  return cache.invalidateQueries({ queryKey: query(customers.get, { params: { id } }).queryKey });
}

export function applyMessage(cache: QueryClient, message: Message): void {
  cache.setQueryData<MessagePages>(
    messagesKey(message.conversationId),
    (known) => known && placeMessage(known, message),
  );
}

/**
 * Puts what the server answered about a message in its place, unless events have told more by then: they may be here
 * sooner than the answer.
 *
 * @param before the message as it was when the server was asked; null for one that it made
 * @returns whether the answer came first
 */
export function applyAnswer(cache: QueryClient, before: Message | null, answer: Message): boolean {
  const data = cache.getQueryData<MessagePages>(messagesKey(answer.conversationId));
  const known = data?.pages.flatMap(({ items }) => items).find(({ id }) => id === answer.id) ?? null;
  if (data && known !== before) return false;
  applyMessage(cache, answer);
  return true;
}

export function dropMessage(cache: QueryClient, conversationId: string, id: string): void {
  cache.setQueryData<MessagePages>(messagesKey(conversationId), (known) => known && removeMessage(known, id));
}

/** The row as it is known now, from the open conversation or any list. */
export function knownConversation(cache: QueryClient, id: string): Conversation | undefined {
  const detail = cache.getQueryData(conversationDetail(id).queryKey);
  if (detail) return detail;
  for (const { data } of cachedLists(cache)) {
    for (const page of data.pages) {
      const row = page.items.find((item) => item.id === id);
      if (row) return row;
    }
  }
  return undefined;
}

const keptByEvents = [
  conversations.list,
  conversations.counts,
  conversations.get,
  conversations.messages,
  customers.get,
];

/** Everything that events keep up to date: fetched again after a gap that could not be replayed. */
export async function reloadInbox(cache: QueryClient): Promise<void> {
  const queries = keptByEvents.flatMap(({ path }) => cache.getQueryCache().findAll({ queryKey: ['GET', path] }));
  // Where the first answer is still under way it is waited for, and it may be older than the gap.
  const early = queries.filter(({ state }) => state.data === undefined && state.fetchStatus === 'fetching');
  const reload = (queryKey: QueryKey) => cache.invalidateQueries({ queryKey });
  await Promise.all([
    ...keptByEvents.map(({ path }) => reload(['GET', path])),
    ...early.map(async ({ promise, queryKey }) => {
      await promise?.catch(() => undefined);
      await reload(queryKey);
    }),
  ]);
}
