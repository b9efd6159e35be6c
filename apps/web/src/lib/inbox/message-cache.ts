import type { Message } from '@switchboard/contracts';
import type { InfiniteData } from '@tanstack/react-query';
import type { PageOf } from '../api.ts';
import { laterState } from './delivery.ts';

export type MessagePages = InfiniteData<PageOf<Message>, string | null>;

const isNewer = (a: Message, b: Message): boolean => {
  const difference = Date.parse(a.occurredAt) - Date.parse(b.occurredAt);
  return difference === 0 ? a.id > b.id : difference > 0;
};

function merge(known: Message, incoming: Message): Message {
  const state = laterState(known.delivery.state, incoming.delivery.state);
  const merged = state === incoming.delivery.state ? incoming : { ...incoming, delivery: known.delivery };
  return incoming.triage || !known.triage ? merged : { ...merged, triage: known.triage };
}

function insert(data: MessagePages, message: Message): MessagePages {
  const last = data.pages.length - 1;
  for (const [index, page] of data.pages.entries()) {
    const at = page.items.findIndex((item) => isNewer(message, item));
    const beyond = at === -1;
    if (beyond && index < last) continue;
    // Older than what was fetched: it will come with its own page.
    if (beyond && page.nextCursor !== null) return data;
    const items = beyond ? [...page.items, message] : page.items.toSpliced(at, 0, message);
    return { ...data, pages: data.pages.with(index, { ...page, items }) };
  }
  return data;
}

/**
 * Adds or changes a message in pages that run from newest to oldest. Applying the same message again changes nothing,
 * and a late event never takes a delivery tick away.
 */
export function placeMessage(data: MessagePages, message: Message): MessagePages {
  for (const [index, page] of data.pages.entries()) {
    const at = page.items.findIndex((item) => item.id === message.id);
    if (at === -1) continue;
    const known = page.items[at]!;
    const merged = merge(known, message);
    if (known.occurredAt === merged.occurredAt) {
      return { ...data, pages: data.pages.with(index, { ...page, items: page.items.with(at, merged) }) };
    }
    return insert({ ...data, pages: data.pages.with(index, { ...page, items: page.items.toSpliced(at, 1) }) }, merged);
  }
  return insert(data, message);
}

/** Without a message that was taken back. */
export function removeMessage(data: MessagePages, id: string): MessagePages {
  const index = data.pages.findIndex(({ items }) => items.some((item) => item.id === id));
  const page = data.pages[index];
  if (!page) return data;
  return { ...data, pages: data.pages.with(index, { ...page, items: page.items.filter((item) => item.id !== id) }) };
}
