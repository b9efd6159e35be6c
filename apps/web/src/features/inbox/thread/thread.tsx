import { conversations, type ConversationDetail, type Message } from '@switchboard/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, MessagesSquare, Unplug } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Blank } from '../../../components/notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Skeleton } from '../../../components/ui/skeleton.tsx';
import { mutation } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { explain } from '../../../lib/errors.ts';
import { applyAnswer, conversationMessages } from '../../../lib/inbox/cache.ts';
import { pendingOf, removeOutgoing, useOutbox, type Outgoing } from '../../../lib/inbox/outbox.ts';
import { markSeen, noteArrived } from '../../../lib/inbox/seen.ts';
import { firstUnreadOf, timelineOf, type TimelineItem } from '../../../lib/inbox/timeline.ts';
import { useNow } from '../../../lib/now.ts';
import { startOfDay } from '../../../lib/time.ts';
import { useSend } from '../use-send.ts';
import { keptUnread, type ConversationActions } from '../use-conversation-actions.ts';
import { MessageItem } from './message-item.tsx';
import { useOpeningPlace } from './use-opening-place.ts';
import { SplitOffer } from './split-offer.tsx';
import { OutgoingItem } from './outgoing-item.tsx';
import { sayProblem } from '../../../lib/toast.ts';
import { useOnce } from '../../../lib/use-once.ts';

const READ_AFTER_MS = 600;
const NEAR_END = 80;
const FETCH_ABOVE = 600;

const estimate = (item: TimelineItem | undefined): number => {
  if (!item || item.type === 'day' || item.type === 'unread') return 40;
  if (item.type === 'outgoing') return 60;
  const { message } = item;
  const lines = Math.ceil(message.text.length / 60) + (message.text.match(/\n/g)?.length ?? 0);
  const files = message.attachments.length > 0 ? 150 : 0;
  return (message.email ? 110 : item.joined ? 30 : 66) + Math.min(lines, 40) * 21 + files;
};

interface ThreadProps {
  id: string;
  conversation: ConversationDetail | undefined;
  actions: ConversationActions;
  mayWrite: boolean;
  onRestore: (item: Outgoing) => void;
}

/**
 * The messages, oldest on top; starts where there is something to read, stays at the end while new ones come, and loads
 * older ones on the way up.
 */
export function Thread({ id, conversation, actions, mayWrite, onRestore }: ThreadProps) {
  const cache = useQueryClient();
  const list = useInfiniteQuery(conversationMessages(id));
  const outbox = useOutbox();
  const now = useNow();
  const { retry } = useSend(conversation, actions);
  const scroller = useRef<HTMLDivElement>(null);
  const [atEnd, setAtEnd] = useState(true);
  const [below, setBelow] = useState(0);

  const messages = useMemo(() => list.data?.pages.flatMap(({ items }) => items).toReversed() ?? [], [list.data]);
  const pending = useMemo(() => pendingOf(outbox, id, messages), [outbox, id, messages]);
  const firstUnread = useFirstUnread(conversation, messages);
  // Labels change with the day, not with every tick of the clock.
  const today = startOfDay(now);
  const items = useMemo(
    () => timelineOf(messages, pending, firstUnread, today),
    [messages, pending, firstUnread, today],
  );

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(items[index]),
    getItemKey: (index) => items[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: NEAR_END,
    overscan: 6,
    paddingStart: 16,
    paddingEnd: 20,
  });
  const virtual = virtualizer.getVirtualItems();

  // Where the unread ones begin, when that is above what is shown and was not looked at yet.
  const [sawUnread, setSawUnread] = useState(false);
  const unreadIndex = useMemo(() => items.findIndex(({ type }) => type === 'unread'), [items]);
  const unreadItem = items[unreadIndex];
  const unreadAbove = !sawUnread && unreadItem?.type === 'unread' && (virtualizer.range?.startIndex ?? 0) > unreadIndex;

  const hasStarted = items.length > 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = list;
  const fetchOlder = useCallback(() => {
    const nearTop = (scroller.current?.scrollTop ?? Infinity) < FETCH_ABOVE;
    if (hasStarted && nearTop && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasStarted, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  // Whoever scrolls faster than pages come is at the top again when one has come; what fits as a whole never scrolls.
  const height = virtualizer.getTotalSize();
  useEffect(() => {
    const frame = requestAnimationFrame(fetchOlder);
    return () => cancelAnimationFrame(frame);
  }, [fetchOlder, items.length, height]);
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const end = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END;
    setAtEnd(end);
    if (end) setBelow(0);
  }, []);
  const leaveOpening = useOpeningPlace({ virtualizer, scroller, items, onPlaced: look });
  const onScroll = () => {
    look();
    if (unreadIndex >= 0 && (virtualizer.range?.startIndex ?? Infinity) <= unreadIndex) setSawUnread(true);
    fetchOlder();
  };

  // When the composer grows, the end stays in view.
  const pinned = useRef(atEnd);
  useEffect(() => {
    pinned.current = atEnd;
  }, [atEnd]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const observer = new ResizeObserver(() => pinned.current && virtualizer.scrollToEnd({ behavior: 'instant' }));
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtualizer]);

  // What the agent sent scrolls into view; what the customer sends only when the agent is at the end.
  const last = items.at(-1);
  const lastKey = last?.key;
  const previousLast = useRef<string>(undefined);
  useEffect(() => {
    const before = previousLast.current;
    previousLast.current = lastKey;
    if (before === undefined || before === lastKey || !last) return;
    if (last.type === 'outgoing') virtualizer.scrollToEnd({ behavior: 'instant' });
    else if (!atEnd && last.type === 'message' && last.message.direction === 'inbound') setBelow((count) => count + 1);
    // oxlint-disable-next-line react/exhaustive-deps -- only a new last item counts
  }, [lastKey]);

  useReading({ id, conversation, actions, atEnd, lastKey, mayWrite });

  const retryFailed = useOnce({
    ...mutation(conversations.retry),
    onError: (error) => sayProblem('It could not be sent again.', error),
  });
  const { mutate: sendAgain } = retryFailed;
  const onRetry = useCallback(
    (message: Message) =>
      sendAgain({ params: { id: message.id } }, { onSuccess: (after) => void applyAnswer(cache, message, after) }),
    [sendAgain, cache],
  );
  const onDiscard = (item: Outgoing) => {
    removeOutgoing(item.clientKey);
    onRestore(item);
  };

  if (list.isError && messages.length === 0) {
    return (
      <div role="alert" className="min-h-0 flex-1">
        <Blank
          icon={<Unplug />}
          title="The messages could not be loaded"
          action={<Button onClick={() => void list.refetch()}>Try again</Button>}
        >
          {explain(list.error)}
        </Blank>
      </div>
    );
  }
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        onScroll={onScroll}
        tabIndex={0}
        role="region"
        aria-label="Messages"
        className="scroll-area h-full -outline-offset-2 [overflow-anchor:none]"
      >
        {list.isPending ? (
          <ThreadSkeleton />
        ) : items.length === 0 ? (
          <Blank icon={<MessagesSquare />} title="There are no messages yet" />
        ) : (
          <div
            className={cn(
              'relative mx-auto w-full max-w-4xl',
              // A short chat stands above the composer, a mail reads from the top.
              conversation?.channel === 'whatsapp' && 'top-[max(0px,calc(100%-var(--height)))]',
            )}
            style={{ height, '--height': `${height}px` } as object}
          >
            {isFetchingNextPage && (
              <p className="absolute inset-x-0 top-0 text-center text-2xs text-muted">Loading older messages…</p>
            )}
            {isFetchNextPageError && (
              <button
                type="button"
                onClick={() => void fetchNextPage()}
                className="absolute inset-x-0 top-0 z-10 text-center text-2xs text-bad hover:underline"
              >
                Older messages could not be loaded. Try again
              </button>
            )}
            <div
              className="absolute inset-x-0 top-0 px-3 sm:px-5"
              style={{ transform: `translateY(${virtual[0]?.start ?? 0}px)` }}
            >
              {virtual.map(({ index, key }) => {
                const item = items[index];
                return (
                  <div key={key} data-index={index} ref={virtualizer.measureElement} className="flow-root">
                    {item && (
                      <Item
                        item={item}
                        customerId={conversation?.customerId ?? id}
                        mayWrite={mayWrite}
                        onRetry={onRetry}
                        onRetryOutgoing={retry}
                        onDiscard={onDiscard}
                      />
                    )}
                  </div>
                );
              })}
            </div>
          </div>
        )}
      </div>
      {unreadAbove && (
        <Button
          size="sm"
          className="absolute top-3 left-1/2 -translate-x-1/2 animate-pop rounded-full text-accent-text shadow-pop"
          onClick={() => {
            leaveOpening();
            setSawUnread(true);
            virtualizer.scrollToIndex(unreadIndex, { align: 'start' });
          }}
        >
          <ArrowUp className="size-3.5" aria-hidden />
          First of {unreadItem.count} new
        </Button>
      )}
      {!atEnd && (
        <Button
          size="sm"
          className="absolute right-4 bottom-3 animate-pop rounded-full shadow-pop"
          onClick={() => {
            leaveOpening();
            virtualizer.scrollToEnd({ behavior: 'instant' });
          }}
        >
          <ArrowDown className="size-3.5" aria-hidden />
          {below > 0 ? `${below} new` : 'Latest'}
        </Button>
      )}
    </div>
  );
}

interface ItemProps {
  item: TimelineItem;
  customerId: string;
  mayWrite: boolean;
  onRetry: (message: Message) => void;
  onRetryOutgoing: (item: Outgoing) => void;
  onDiscard: (item: Outgoing) => void;
}

function Item({ item, customerId, mayWrite, onRetry, onRetryOutgoing, onDiscard }: ItemProps) {
  switch (item.type) {
    case 'day':
      return (
        <div className="flex items-center gap-3 pt-4 pb-1 text-2xs font-medium text-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
          {item.label}
        </div>
      );
    case 'unread':
      return (
        <div className="flex items-center gap-3 pt-4 pb-1 text-2xs font-medium text-accent-text before:h-px before:flex-1 before:bg-accent/40 after:h-px after:flex-1 after:bg-accent/40">
          {item.count} new {item.count === 1 ? 'message' : 'messages'}
        </div>
      );
    case 'outgoing':
      return <OutgoingItem item={item.item} onRetry={onRetryOutgoing} onDiscard={onDiscard} />;
    case 'message':
      return (
        <>
          {item.newSubject && mayWrite && <SplitOffer message={item.message} />}
          <MessageItem
            message={item.message}
            joined={item.joined}
            customerId={customerId}
            mayWrite={mayWrite}
            onRetry={onRetry}
          />
        </>
      );
  }
}

/** Where the unread divider stands: decided when the conversation is opened, and then left there. */
function useFirstUnread(conversation: ConversationDetail | undefined, messages: readonly Message[]): string | null {
  const [decided, setDecided] = useState<{ id: string | null } | null>(null);
  if (!decided && conversation && messages.length > 0)
    setDecided({ id: firstUnreadOf(messages, conversation.unreadCount) });
  return decided?.id ?? null;
}

interface Reading {
  id: string;
  conversation: ConversationDetail | undefined;
  actions: ConversationActions;
  atEnd: boolean;
  lastKey: string | undefined;
  mayWrite: boolean;
}

/** What is in view of a page that is looked at has been seen; after a moment it has been read. */
function useReading({ id, conversation, actions, atEnd, lastKey, mayWrite }: Reading): void {
  const [looking, setLooking] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = () => setLooking(document.visibilityState === 'visible');
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  useEffect(() => () => void keptUnread.delete(id), [id]);

  const hasOpened = useRef(false);
  const unread = conversation?.unreadCount ?? 0;
  const position = conversation?.position;
  useEffect(() => {
    if (position === undefined) return;
    noteArrived(id, position);
    if (!looking || lastKey === undefined || (hasOpened.current && !atEnd)) return;
    // What was there when the thread was opened is there to be read, wherever it opened.
    hasOpened.current = true;
    markSeen(id);
  }, [looking, atEnd, lastKey, id, position]);
  useEffect(() => {
    if (!looking || unread === 0 || !mayWrite || keptUnread.has(id)) return;
    const timer = setTimeout(() => actions.markRead(), READ_AFTER_MS);
    return () => clearTimeout(timer);
  }, [looking, unread, lastKey, id, actions, mayWrite]);
}

const ThreadSkeleton = () => (
  <div aria-busy className="grid gap-5 p-5">
    {[64, 88, 40, 72].map((height, index) => (
      <div key={height} className={index % 2 === 0 ? 'flex gap-2.5' : 'flex flex-row-reverse gap-2.5'}>
        <Skeleton className="size-8 rounded-full" />
        <div style={{ height, width: `${38 + index * 7}%` }}>
          <Skeleton className="h-full" />
        </div>
      </div>
    ))}
  </div>
);
