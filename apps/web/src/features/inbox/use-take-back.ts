import { departures, type Message } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '../../lib/api.ts';
import { dropMessage } from '../../lib/inbox/cache.ts';
import type { Outgoing } from '../../lib/inbox/outbox.ts';
import { sayProblem } from '../../lib/toast.ts';
import { refused } from './returned.ts';
import { dismissed } from './use-inbox.ts';

/** Takes a message back before it leaves. Unless it is to be forgotten, what was written goes into the composer. */
export function useTakeBack(): (message: Message, more?: { forget?: boolean }) => Promise<boolean> {
  const cache = useQueryClient();
  return useCallback(
    async (message, { forget = false } = {}) => {
      try {
        const back = await call(departures.undo, { params: { id: message.id } });
        dismissed.delete(back.conversationId);
        dropMessage(cache, back.conversationId, back.id);
        if (!forget) refused.set((all) => ({ ...all, [back.conversationId]: writtenOf(back) }));
        return true;
      } catch (error) {
        sayProblem('It could not be taken back.', error);
        return false;
      }
    },
    [cache],
  );
}

function writtenOf(message: Message): Outgoing {
  const addresses = (parties: { address: string }[]) => parties.map(({ address }) => address);
  const { email } = message;
  return {
    clientKey: message.clientKey ?? message.id,
    conversationId: message.conversationId,
    channel: message.channel,
    kind: 'message',
    text: message.text,
    attachments: message.attachments.map(({ id, filename }) => ({ id, filename })),
    email: email && {
      messageId: message.id,
      to: addresses(email.to),
      cc: addresses(email.cc),
      bcc: addresses(email.bcc),
    },
    createdAt: message.occurredAt,
    state: 'unsent',
    problem: null,
  };
}
