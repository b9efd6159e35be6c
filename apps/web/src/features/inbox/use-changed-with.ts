import type { Conversation, SentWith } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useMe } from '../../lib/access.ts';
import { applyConversation, knownConversation } from '../../lib/inbox/cache.ts';
import { untilTime } from '../../lib/time.ts';
import { dismissed, nextAfter, useInbox } from './use-inbox.ts';

/**
 * Shows what the server made of a conversation with a reply, unless events have told that already, and gives back how to
 * say so.
 */
export function useChangedWith(): (conversationId: string, change: SentWith, isFirst: boolean) => string | null {
  const cache = useQueryClient();
  const agentId = useMe().agent.id;
  const { open } = useInbox();
  return useCallback(
    (conversationId, change, isFirst) => {
      const row = knownConversation(cache, conversationId);
      if (!row) return null;
      const next = nextAfter(row.id);
      if (change.status !== 'pending') dismissed.add(row.id);
      if (isFirst) applyConversation(cache, { ...row, ...change }, agentId);
      if (change.snoozedUntil) open(next);
      return said(row, change);
    },
    [cache, agentId, open],
  );
}

function said({ number }: Conversation, { status, snoozedUntil }: SentWith): string {
  if (snoozedUntil) return `Snoozed #${number} until ${untilTime(snoozedUntil, Date.now())}`;
  return status === 'solved' ? `Resolved #${number}` : `#${number} waits for the customer`;
}
