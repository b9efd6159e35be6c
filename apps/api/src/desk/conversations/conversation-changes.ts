import type { conversations, ConversationStanding, DomainEvents, Input } from '@switchboard/contracts';
import type { Updateable } from 'kysely';
import type { Conversations } from '../../kernel/database/db.generated.ts';
import { AppError } from '../../kernel/http/app-error.ts';
import type { ConversationRow } from './conversation-row.ts';

export type ChangeEvent = {
  [T in keyof DomainEvents]: { type: T; payload: DomainEvents[T] };
}[keyof DomainEvents];

/**
 * What an agent's edit sets and which events tell of it; null when it changes nothing.
 *
 * @param path where in the request the edit stands
 * @throws AppError `unprocessable` for a snooze that is not in the future.
 */
export function changesOf(
  before: ConversationRow,
  change: Input<typeof conversations.update>['body'],
  now: Date,
  path = 'body',
): { set: Updateable<Conversations>; events: ChangeEvent[] } | null {
  const set: Updateable<Conversations> = {};
  const events: ChangeEvent[] = [];
  if (change.status && change.status !== before.status) {
    set.status = change.status;
    const done = change.status === 'solved' || change.status === 'closed';
    set.solvedAt = done ? now : null;
    if (done) Object.assign(set, { waitingSince: null, unreadCount: 0, snoozedUntil: null });
    const from = before.status as DomainEvents['conversation.status_changed']['from'];
    events.push({ type: 'conversation.status_changed', payload: { from, to: change.status } });
  }
  if (change.priority && change.priority !== before.priority) {
    set.priority = change.priority;
    const from = before.priority as DomainEvents['conversation.priority_changed']['from'];
    events.push({ type: 'conversation.priority_changed', payload: { from, to: change.priority } });
  }
  if (change.teamId !== undefined && change.teamId !== before.teamId) {
    set.teamId = change.teamId;
    events.push({ type: 'conversation.team_changed', payload: { from: before.teamId, to: change.teamId } });
  }
  if (change.assigneeId !== undefined && change.assigneeId !== before.assigneeId) {
    set.assigneeId = change.assigneeId;
    events.push({ type: 'conversation.assigned', payload: { from: before.assigneeId, to: change.assigneeId } });
  }
  if (change.labels) {
    const labels = [...new Set(change.labels)];
    const added = labels.filter((label) => !before.labels.includes(label));
    const removed = before.labels.filter((label) => !labels.includes(label));
    if (added.length + removed.length > 0) {
      set.labels = labels;
      events.push({ type: 'conversation.labelled', payload: { added, removed } });
    }
  }
  if (change.snoozedUntil !== undefined && set.snoozedUntil === undefined) {
    const until = change.snoozedUntil === null ? null : new Date(change.snoozedUntil);
    if (until && until <= now) {
      const message = 'must be in the future';
      throw new AppError('unprocessable', `${path}.snoozedUntil: ${message}`, {
        details: [{ path: `${path}.snoozedUntil`, message }],
      });
    }
    if (until?.getTime() !== before.snoozedUntil?.getTime()) {
      set.snoozedUntil = until;
      events.push({ type: 'conversation.snoozed', payload: { until: until?.toISOString() ?? null } });
    }
  }
  return events.length > 0 ? { set, events } : null;
}

/** What makes a conversation stand as it stood before, and the events that tell of it. */
export function restoring(
  before: ConversationStanding,
  now: ConversationStanding,
): { set: Updateable<Conversations>; events: ChangeEvent[] } {
  const events: ChangeEvent[] = [];
  if (before.status !== now.status) {
    events.push({ type: 'conversation.status_changed', payload: { from: now.status, to: before.status } });
  }
  if (before.snoozedUntil !== now.snoozedUntil) {
    events.push({ type: 'conversation.snoozed', payload: { until: before.snoozedUntil } });
  }
  return { set: { ...before }, events };
}

export function isSameStanding(one: ConversationStanding, other: ConversationStanding): boolean {
  return one.status === other.status && one.snoozedUntil === other.snoozedUntil && one.solvedAt === other.solvedAt;
}
