import { conversations, type CallInput, type Conversation } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { useMe } from '../../lib/access.ts';
import { call } from '../../lib/api.ts';
import { applyConversation, knownConversation } from '../../lib/inbox/cache.ts';
import { isActive } from '../../lib/inbox/list-filter.ts';
import { untilTime } from '../../lib/time.ts';
import { dismissed, nextAfter, useInbox } from './use-inbox.ts';
import { say, sayProblem } from '../../lib/toast.ts';

type Change = NonNullable<CallInput<typeof conversations.update>['body']>;

/** Conversations the agent marked unread: looking at them does not mark them read again. */
export const keptUnread = new Set<string>();

export interface ConversationActions {
  /** Shows the change at once and takes it back when the server refuses. Resolves to whether it was accepted. */
  update: (change: Change) => Promise<boolean>;
  resolve: (goOn: boolean) => void;
  reopen: () => void;
  snooze: (until: Date | null) => void;
  markRead: () => void;
  markUnread: () => void;
}

export function useConversationActions(id: string): ConversationActions {
  const cache = useQueryClient();
  const agentId = useMe().agent.id;
  const { open } = useInbox();

  const act = useCallback(
    async (optimistic: Partial<Conversation>, send: () => Promise<Conversation>, failed: string): Promise<boolean> => {
      const before = knownConversation(cache, id);
      if (before) applyConversation(cache, { ...before, ...optimistic }, agentId);
      try {
        applyConversation(cache, await send(), agentId);
        return true;
      } catch (error) {
        const now = knownConversation(cache, id) ?? before;
        // Only what was changed here goes back; what came meanwhile stays.
        if (before && now) {
          const undone = Object.fromEntries(
            Object.keys(optimistic).map((key) => [key, before[key as keyof Conversation]]),
          );
          applyConversation(cache, { ...now, ...undone }, agentId);
        }
        sayProblem(failed, error);
        return false;
      }
    },
    [cache, id, agentId],
  );

  return useMemo(() => {
    const update = (change: Change) =>
      act(change, () => call(conversations.update, { params: { id }, body: change }), 'The change was not saved.');

    const leave = (goOn: boolean, said: string, undo: Change) => {
      const next = nextAfter(id);
      dismissed.add(id);
      if (goOn) open(next);
      say(said, { action: { label: 'Undo', onClick: () => void update(undo) } });
    };

    return {
      update,
      resolve: (goOn) => {
        const row = knownConversation(cache, id);
        if (!row || !isActive(row)) return;
        leave(goOn, `Resolved #${row.number}`, { status: row.status });
        void update({ status: 'solved' });
      },
      reopen: () => void update({ status: 'open' }),
      snooze: (until) => {
        const row = knownConversation(cache, id);
        if (until)
          leave(true, `Snoozed until ${untilTime(until, new Date())}`, { snoozedUntil: row?.snoozedUntil ?? null });
        void update({ snoozedUntil: until?.toISOString() ?? null });
      },
      markRead: () => {
        if (keptUnread.has(id)) return;
        void act(
          { unreadCount: 0 },
          () => call(conversations.markRead, { params: { id } }),
          'It could not be marked as read.',
        );
      },
      markUnread: () => {
        keptUnread.add(id);
        const unreadCount = Math.max(1, knownConversation(cache, id)?.unreadCount ?? 1);
        void act(
          { unreadCount },
          () => call(conversations.markUnread, { params: { id } }),
          'It could not be marked as unread.',
        );
      },
    };
  }, [act, cache, id, open]);
}
