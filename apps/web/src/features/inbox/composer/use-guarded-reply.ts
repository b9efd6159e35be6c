import { ApiError, type Message } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '../../../lib/errors.ts';
import { applyAnswer } from '../../../lib/inbox/cache.ts';
import { seenPosition } from '../../../lib/inbox/seen.ts';
import { uuid } from '../../../lib/uuid.ts';
import { useOnce } from '../../../lib/use-once.ts';

interface Guard {
  clientKey: string;
  seenPosition?: number;
  force?: boolean;
}

/** Sends a reply that is written in a dialog: once, and not over something its writer has not seen. */
export function useGuardedReply(
  conversationId: string,
  transmit: (guard: Guard) => Promise<Message>,
  onSent: () => void,
) {
  const cache = useQueryClient();
  const [clientKey] = useState(uuid);
  const { mutate, error, isPending } = useOnce({
    mutationFn: (force: boolean) => {
      const position = seenPosition(conversationId);
      return transmit({
        clientKey,
        ...(position === undefined ? {} : { seenPosition: position }),
        ...(force ? { force: true } : {}),
      });
    },
    onSuccess: (message) => {
      applyAnswer(cache, null, message);
      onSent();
    },
  });
  const isStale = error instanceof ApiError && error.code === 'stale';
  return {
    send: () => mutate(isStale),
    error,
    isPending,
    isStale,
    problem: isStale
      ? 'Not sent yet: something arrived that you had not seen. Close this to read it.'
      : error && explain(error),
  };
}
