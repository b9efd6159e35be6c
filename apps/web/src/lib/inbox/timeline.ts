import type { Message } from '@switchboard/contracts';
import { dayLabel } from '../time.ts';
import type { Outgoing } from './outbox.ts';

export type TimelineItem =
  | { type: 'day'; key: string; label: string }
  | { type: 'unread'; key: string; count: number }
  /** `joined`: goes on from the message above, by the same author within a few minutes. */
  /** `newSubject`: the mails above it are about something else. */
  | { type: 'message'; key: string; message: Message; joined: boolean; newSubject: boolean }
  | { type: 'outgoing'; key: string; item: Outgoing };

const JOIN_MS = 5 * 60_000;

const joins = (message: Message, before: Message | undefined): boolean =>
  before !== undefined &&
  !message.email &&
  message.kind === before.kind &&
  message.direction === before.direction &&
  message.author.type === before.author.type &&
  message.author.name === before.author.name &&
  Date.parse(message.occurredAt) - Date.parse(before.occurredAt) < JOIN_MS;

/**
 * What the thread shows, from top to bottom.
 *
 * @param messages from oldest to newest
 * @param pending what is on its way and not among them
 * @param firstUnread the message above which the unread divider stands
 */
export function timelineOf(
  messages: readonly Message[],
  pending: readonly Outgoing[],
  firstUnread: string | null,
  now: number,
): TimelineItem[] {
  const items: TimelineItem[] = [];
  let day = '';
  let before: Message | undefined;
  let thread: string | null = null;
  for (const [index, message] of messages.entries()) {
    const date = new Date(message.occurredAt).toDateString();
    if (date !== day) {
      items.push({ type: 'day', key: `day-${date}`, label: dayLabel(message.occurredAt, now) });
      day = date;
      before = undefined;
    }
    if (message.id === firstUnread) {
      const count = messages.slice(index).filter(({ direction }) => direction === 'inbound').length;
      items.push({ type: 'unread', key: 'unread', count });
      before = undefined;
    }
    // A machine puts its own words before the subject, and nobody goes on under them.
    const subject = (message.email?.isAutomatic === false && message.email.threadSubject) || null;
    const newSubject = message.direction === 'inbound' && thread !== null && subject !== null && subject !== thread;
    if (subject !== null) thread = subject;
    const key = message.clientKey ?? message.id;
    items.push({ type: 'message', key, message, joined: joins(message, before), newSubject });
    before = message;
  }
  if (pending.length > 0 && day !== new Date(now).toDateString())
    items.push({ type: 'day', key: `day-${new Date(now).toDateString()}`, label: 'Today' });
  for (const item of pending) items.push({ type: 'outgoing', key: item.clientKey, item });
  return items;
}

/** The first of the last `count` inbound messages; null when they were not fetched yet or there are none. */
export function firstUnreadOf(messages: readonly Message[], count: number): string | null {
  if (count === 0) return null;
  let left = count;
  for (let index = messages.length - 1; index >= 0; index -= 1) {
    const message = messages[index];
    if (message?.direction !== 'inbound' || message.kind === 'note') continue;
    left -= 1;
    if (left === 0) return message.id;
  }
  return null;
}
