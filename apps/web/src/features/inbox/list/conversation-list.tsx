import { conversations, customers, type Conversation } from '@switchboard/contracts';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowUp } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { query } from '../../../lib/api.ts';
import { useMay, useMe } from '../../../lib/access.ts';
import { conversationDetail, conversationList, conversationMessages } from '../../../lib/inbox/cache.ts';
import { useDirectory } from '../../../lib/inbox/directory.ts';
import { filterOf, type InboxSearch } from '../../../lib/inbox/search.ts';
import { settle } from '../../../lib/inbox/settled-order.ts';
import { markPageReady } from '../../../lib/page-ready.ts';
import { useNow } from '../../../lib/now.ts';
import { usePreference } from '../../../lib/preferences.ts';
import { useStore } from '../../../lib/store.ts';
import { chosen, clearChosen, toggleChosen } from '../bulk/chosen.ts';
import { ChosenBar } from '../bulk/chosen-bar.tsx';
import { cursor, dismissed, shownRows, useInbox } from '../use-inbox.ts';
import { CHOOSES, ConversationRow } from './conversation-row.tsx';
import { ListHeader } from './list-header.tsx';
import { EmptyList, ListError, ListSkeleton } from './list-states.tsx';
import { useListCommands } from './list-commands.ts';

const HEIGHT = { comfortable: 76, compact: 44 } as const;
const FETCH_AHEAD = 12;
const nothing: readonly Conversation[] = [];

const titles = {
  mine: 'My inbox',
  unassigned: 'Unassigned',
  all: 'All',
  snoozed: 'Snoozed',
  team: 'Team inbox',
} as const;

/** The column of conversations. Rows never move under the pointer: what came meanwhile waits behind a button. */
export function ConversationList() {
  const { search, open } = useInbox();
  const filter = filterOf(search);
  const directory = useDirectory();
  const me = useMe().agent.id;
  const density = usePreference('density');
  const height = HEIGHT[density];
  const now = useNow();
  const cache = useQueryClient();
  const under = useStore(cursor);
  const scroller = useRef<HTMLDivElement>(null);
  const list = useInfiniteQuery(conversationList(filter));
  const fresh = useMemo(() => list.data?.pages.flatMap(({ items }) => items) ?? nothing, [list.data]);

  const [held, setHeld] = useState(false);
  const listKey = JSON.stringify(filter);
  const { rows, waiting, release } = useSettledRows(fresh, held, listKey);
  const { isPending } = list;
  useEffect(() => {
    if (!isPending) markPageReady();
  }, [isPending]);
  const customerName = useCustomerName(search, rows);
  const title =
    filter.view === 'team' ? (directory.teamName(filter.teamId ?? null) ?? titles.team) : titles[filter.view ?? 'all'];
  const count = useViewCount(search);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  useEffect(() => virtualizer.measure(), [height, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const { hasNextPage, isFetchingNextPage, fetchNextPage, isFetchNextPageError } = list;
  const lastIndex = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError && lastIndex >= rows.length - FETCH_AHEAD)
      void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage, lastIndex, rows.length]);

  const openId = search.conversation ?? null;
  useEffect(() => shownRows.set(rows.map(({ id }) => id)), [rows]);
  useEffect(() => {
    if (openId) cursor.set(openId);
  }, [openId]);
  useEffect(() => {
    const index = rows.findIndex(({ id }) => id === under);
    if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
    // Only when the cursor moves: rows that come and go must not scroll the list.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [under, virtualizer]);

  const prefetch = (id: string) => {
    void cache.prefetchQuery(conversationDetail(id));
    void cache.prefetchInfiniteQuery(conversationMessages(id));
  };
  const mayChoose = useMay('bulk_replies:write');
  const picked = useStore(chosen);
  // What is not on the screen any more is not answered by accident.
  useEffect(() => clearChosen, [listKey]);
  const choose = (id: string | null) => {
    const row = rows.find((one) => one.id === id);
    if (row) toggleChosen(row);
  };
  const { move } = useListCommands({ openId, open, prefetch, choose: mayChoose ? choose : null });

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === 1 || step === -1) {
      event.preventDefault();
      move(step);
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault();
      cursor.set(rows.at(event.key === 'Home' ? 0 : -1)?.id ?? null);
    } else if (event.key === 'Enter' && under) {
      event.preventDefault();
      open(under);
    }
  };
  const onMiddleClick = (event: MouseEvent, id: string) => {
    if (event.button !== 1) return;
    const address = new URL(location.href);
    address.searchParams.set('conversation', id);
    window.open(address, '_blank', 'noopener');
  };

  return (
    <section aria-label="Conversations" className="flex h-full flex-col">
      <ListHeader title={title} count={count} customerName={customerName} />
      <div
        className="relative min-h-0 flex-1"
        onPointerEnter={(event) => event.pointerType === 'mouse' && setHeld(true)}
        onPointerLeave={() => setHeld((scroller.current?.scrollTop ?? 0) > 0)}
      >
        {waiting > 0 && (
          <button
            type="button"
            onClick={() => {
              release();
              scroller.current?.scrollTo({ top: 0 });
            }}
            className="absolute top-2 left-1/2 z-10 flex h-7 -translate-x-1/2 animate-pop items-center gap-1.5 rounded-full bg-accent px-3 text-xs font-medium text-accent-fg shadow-pop"
          >
            <ArrowUp className="size-3.5" aria-hidden />
            {waiting} new
          </button>
        )}
        <div
          ref={scroller}
          className="scroll-area h-full"
          onScroll={(event) => !held && event.currentTarget.scrollTop > 0 && setHeld(true)}
        >
          {list.isPending ? (
            <ListSkeleton height={height} />
          ) : list.isError && rows.length === 0 ? (
            <ListError error={list.error} onRetry={() => void list.refetch()} />
          ) : rows.length === 0 ? (
            <EmptyList title={title} customerName={customerName} />
          ) : (
            <div
              role="listbox"
              tabIndex={0}
              aria-label={title}
              aria-activedescendant={under && rows.some(({ id }) => id === under) ? `row-${under}` : undefined}
              className="relative -outline-offset-2"
              style={{ height: virtualizer.getTotalSize() }}
              onKeyDown={onKeyDown}
            >
              {items.map(({ index, start, key }) => {
                const row = rows[index];
                if (!row) return null;
                return (
                  <div
                    key={key}
                    id={`row-${row.id}`}
                    role="option"
                    tabIndex={-1}
                    aria-selected={row.id === openId}
                    aria-posinset={index + 1}
                    aria-setsize={hasNextPage ? -1 : rows.length}
                    className="absolute inset-x-0 top-0 cursor-default outline-none"
                    style={{ height, transform: `translateY(${start}px)` }}
                    onClick={({ target }) =>
                      (target as Element).closest(`[${CHOOSES}]`) ? toggleChosen(row) : open(row.id)
                    }
                    onKeyDown={() => undefined}
                    onAuxClick={(event) => onMiddleClick(event, row.id)}
                    onPointerEnter={() => prefetch(row.id)}
                  >
                    <ConversationRow
                      row={row}
                      me={me}
                      assignee={directory.agentName(row.assigneeId)}
                      team={directory.teamName(row.teamId)}
                      hideTeam={filter.view === 'team'}
                      hideAssignee={filter.view === 'mine'}
                      now={now}
                      compact={density === 'compact'}
                      open={row.id === openId}
                      under={row.id === under}
                      chosen={mayChoose ? picked.has(row.id) : null}
                      choosing={picked.size > 0}
                    />
                  </div>
                );
              })}
            </div>
          )}
          {isFetchNextPageError ? (
            <button type="button" className="h-10 w-full text-bad hover:underline" onClick={() => void fetchNextPage()}>
              More could not be loaded. Try again
            </button>
          ) : (
            isFetchingNextPage && <ListSkeleton height={height} rows={2} />
          )}
        </div>
      </div>
      <ChosenBar />
    </section>
  );
}

/** Rows in the order to show them: held still while the pointer is on the list or it is scrolled. */
function useSettledRows(fresh: readonly Conversation[], held: boolean, listKey: string) {
  const placed = useRef<{ key: string; rows: readonly Conversation[] }>({ key: '', rows: nothing });
  const [releases, setReleases] = useState(0);
  const settled = useMemo(() => {
    const before = placed.current;
    const anew = !held || before.key !== listKey || before.rows.length === 0;
    const after = anew ? { rows: fresh, waiting: 0 } : settle(before.rows, fresh, dismissed);
    // Rows are remembered as they were when they took their place, so that moves can be told later.
    const known = new Map(anew ? [] : before.rows.map((row) => [row.id, row]));
    placed.current = { key: listKey, rows: after.rows.map((row) => known.get(row.id) ?? row) };
    if (anew) dismissed.clear();
    return after;
    // A release forgets the places, which the ref alone would not tell.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [fresh, held, listKey, releases]);
  const release = () => {
    placed.current = { key: listKey, rows: nothing };
    setReleases((count) => count + 1);
  };
  return { ...settled, release };
}

/** The count beside the title, where the sidebar's counts say exactly this. */
function useViewCount(search: InboxSearch): number | undefined {
  const { data } = useQuery({ ...query(conversations.counts, {}), enabled: useMay('conversations:read') });
  if (!data || search.status || search.channel || search.customer) return undefined;
  const view = search.view ?? 'mine';
  return view === 'team' ? data.teams.find(({ teamId }) => teamId === search.team)?.count : data[view];
}

function useCustomerName(search: InboxSearch, rows: readonly Conversation[]): string | null {
  const known = rows[0]?.customerName;
  const { data } = useQuery({
    ...query(customers.get, { params: { id: search.customer ?? '' } }),
    enabled: search.customer !== undefined,
  });
  if (!search.customer) return null;
  return data?.name ?? data?.identities[0]?.value ?? known ?? 'this customer';
}
