import type { Conversation } from '@switchboard/contracts';
import fc from 'fast-check';
import { placeRow, removeRow, type ConversationPages } from './conversation-cache.ts';
import { conversationLike } from './examples.ts';
import { compareRows, type ListFilter } from './list-filter.ts';

const ME = 'me';
const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString();
const row = (id: string, minute: number, given: Partial<Conversation> = {}) =>
  conversationLike({ id, lastMessageAt: at(minute), updatedAt: at(minute), ...given });
const pagesOf = (...pages: Conversation[][]): ConversationPages => ({
  pages: pages.map((items, index) => ({ items, nextCursor: index === pages.length - 1 ? null : `${index}` })),
  pageParams: pages.map((_, index) => (index === 0 ? null : `${index - 1}`)),
});
const ids = (data: ConversationPages) => data.pages.flatMap(({ items }) => items.map(({ id }) => id));
const all: ListFilter = { view: 'all' };

describe('a row of the inbox', () => {
  it('takes the place its time gives it', () => {
    const before = pagesOf([row('c', 30), row('b', 20)], [row('a', 10)]);
    expect(ids(placeRow(before, row('d', 25), all, ME))).toEqual(['c', 'd', 'b', 'a']);
    expect(ids(placeRow(before, row('a', 40), all, ME))).toEqual(['a', 'c', 'b']);
  });

  it('stays out when it belongs to a page that was not fetched', () => {
    const before: ConversationPages = { pages: [{ items: [row('b', 20)], nextCursor: 'more' }], pageParams: [null] };
    expect(placeRow(before, row('old', 5), all, ME)).toBe(before);
  });

  it('is not overwritten by what is older', () => {
    const before = pagesOf([row('a', 20, { priority: 'urgent' })]);
    expect(placeRow(before, row('a', 10, { priority: 'low' }), all, ME)).toBe(before);
  });

  it('leaves when it no longer belongs, and only then', () => {
    const before = pagesOf([row('b', 20, { assigneeId: ME }), row('a', 10, { assigneeId: ME })]);
    const mine: ListFilter = { view: 'mine' };
    const change = (given: Partial<Conversation>) => ids(placeRow(before, row('a', 11, given), mine, ME));
    expect(change({ assigneeId: ME, priority: 'high' })).toEqual(['b', 'a']);
    expect(change({ assigneeId: 'other' })).toEqual(['b']);
    expect(change({ assigneeId: ME, status: 'solved' })).toEqual(['b']);
    expect(change({ assigneeId: ME, snoozedUntil: at(59) })).toEqual(['b']);
  });

  it('keeps the other pages as they are, so that nothing else is drawn again', () => {
    const before = pagesOf([row('b', 20)], [row('a', 10)]);
    const after = placeRow(before, row('a', 10, { updatedAt: at(12), unreadCount: 2 }), all, ME);
    expect(after.pages[0]).toBe(before.pages[0]);
    expect(after.pages[1]?.items[0]?.unreadCount).toBe(2);
  });

  it('can be taken out, also when it is not there', () => {
    const before = pagesOf([row('b', 20), row('a', 10)]);
    expect(ids(removeRow(before, 'b'))).toEqual(['a']);
    expect(removeRow(before, 'x')).toBe(before);
  });
});

describe('a stream of changes', () => {
  const change = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    minute: fc.integer({ min: 0, max: 40 }),
    status: fc.constantFrom('open' as const, 'pending' as const, 'solved' as const),
    version: fc.integer({ min: 0, max: 1000 }),
  });
  const changes = fc
    .uniqueArray(change, { selector: ({ id, version }) => `${id}:${version}`, maxLength: 30 })
    .map((list) =>
      list.map(({ id, minute, status, version }) =>
        row(id, minute, { status, updatedAt: new Date(Date.UTC(2026, 10, 21) + version).toISOString() }),
      ),
    );
  const apply = (rows: readonly Conversation[]) =>
    rows.reduce((data, next) => placeRow(data, next, { ...all, status: 'any' }, ME), pagesOf([]));

  it('ends the same in whatever order and however often it comes', () => {
    fc.assert(
      fc.property(changes, fc.infiniteStream(fc.nat()), (list, order) => {
        const shuffled = list
          .map((item) => ({ item, key: order.next().value }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ item }) => item);
        expect(apply([...shuffled, ...list])).toEqual(apply(list));
      }),
    );
  });

  it('keeps each list sorted and free of doubles', () => {
    fc.assert(
      fc.property(changes, fc.constantFrom('newest' as const, 'oldest' as const), (list, sort) => {
        const data = list.reduce((known, next) => placeRow(known, next, { ...all, sort }, ME), pagesOf([]));
        const rows = data.pages.flatMap(({ items }) => items);
        expect(rows).toEqual(rows.toSorted((a, b) => compareRows(a, b, sort)));
        expect(new Set(ids(data)).size).toBe(rows.length);
      }),
    );
  });
});
