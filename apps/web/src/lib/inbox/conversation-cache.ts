import type { Conversation } from '@switchboard/contracts';
import type { InfiniteData } from '@tanstack/react-query';
import type { PageOf } from '../api.ts';
import { belongs, compareRows, type ListFilter } from './list-filter.ts';

export type ConversationPages = InfiniteData<PageOf<Conversation>, string | null>;

/** True when what is known is younger than what came: it must not be overwritten. */
export const isOlder = (incoming: { updatedAt: string }, known: { updatedAt: string }): boolean =>
  Date.parse(incoming.updatedAt) < Date.parse(known.updatedAt);

function findRow(data: ConversationPages, id: string): Conversation | undefined {
  for (const page of data.pages) {
    const row = page.items.find((item) => item.id === id);
    if (row) return row;
  }
  return undefined;
}

export function removeRow(data: ConversationPages, id: string): ConversationPages {
  if (!findRow(data, id)) return data;
  return {
    ...data,
    pages: data.pages.map((page) =>
      page.items.some((item) => item.id === id)
        ? { ...page, items: page.items.filter((item) => item.id !== id) }
        : page,
    ),
  };
}

function insertRow(data: ConversationPages, row: Conversation, sort: ListFilter['sort']): ConversationPages {
  const last = data.pages.length - 1;
  for (const [index, page] of data.pages.entries()) {
    const at = page.items.findIndex((item) => compareRows(row, item, sort) < 0);
    const beyond = at === -1;
    if (beyond && index < last) continue;
    // Past the end of what was fetched: it will come with its own page.
    if (beyond && page.nextCursor !== null) return data;
    const items = beyond ? [...page.items, row] : page.items.toSpliced(at, 0, row);
    return { ...data, pages: data.pages.with(index, { ...page, items }) };
  }
  return data;
}

/**
 * Puts a row where it belongs in a list that was fetched with `filter`, or takes it out. Applying the same row
 * again changes nothing, and a row older than the one that is there is ignored.
 */
export function placeRow(
  data: ConversationPages,
  row: Conversation,
  filter: ListFilter,
  agentId: string,
): ConversationPages {
  const known = findRow(data, row.id);
  if (known && isOlder(row, known)) return data;
  if (!belongs(row, filter, agentId)) return removeRow(data, row.id);
  if (known && compareRows(known, row, filter.sort) === 0) {
    return {
      ...data,
      pages: data.pages.map((page) =>
        page.items.includes(known) ? { ...page, items: page.items.map((item) => (item === known ? row : item)) } : page,
      ),
    };
  }
  return insertRow(known ? removeRow(data, row.id) : data, row, filter.sort);
}
