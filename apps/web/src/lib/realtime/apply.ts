import { auth, conversations } from '@switchboard/contracts';
import type { QueryClient } from '@tanstack/react-query';
import { keyOf } from '../api.ts';
import {
  applyConversation,
  applyMessage,
  dropConversation,
  dropMessage,
  leaveJoined,
  reloadCustomer,
  reloadMessages,
} from '../inbox/cache.ts';
import { noteArrived } from '../inbox/seen.ts';
import type { InboxEvent } from './event-log.ts';
import { announcement } from './link.ts';

const movesMessages = new Set(['conversation.split', 'conversation.split_off', 'conversation.joined']);

/** Puts one event of the log into what is cached. */
export function applyEvent(cache: QueryClient, event: InboxEvent, agentId: string): void {
  switch (event.type) {
    case 'left':
      if (event.payload.joinedTo) leaveJoined(cache, event.payload.conversationId);
      else dropConversation(cache, event.payload.conversationId);
      return;
    case 'conversation':
      applyConversation(cache, event.payload.conversation, agentId);
      if (movesMessages.has(event.payload.cause)) void reloadMessages(cache, event.payload.conversation.id);
      noteArrived(event.payload.conversation.id, event.payload.position);
      return;
    case 'retracted':
      dropMessage(cache, event.payload.conversation.id, event.payload.messageId);
      applyConversation(cache, event.payload.conversation, agentId);
      return;
    case 'customer':
      void reloadCustomer(cache, event.payload.customerId);
      return;
    case 'message':
      applyMessage(cache, event.payload.message);
      applyConversation(cache, event.payload.conversation, agentId);
      noteArrived(event.payload.conversation.id, event.payload.position);
  }
}

export function announce(event: InboxEvent): void {
  if (event.type !== 'message' || event.payload.cause !== 'message.received') return;
  const { conversation, message } = event.payload;
  announcement.set(`New message from ${conversation.customerName}: ${message.text.slice(0, 120)}`);
}

const COUNTS_EVERY_MS = 1500;

/** Fetches the sidebar's counts again, at most once in a while however many events come. */
export function countsRefresher(cache: QueryClient): { changed: () => void; stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  return {
    changed() {
      timer ??= setTimeout(
        () => {
          timer = undefined;
          last = Date.now();
          void cache.invalidateQueries({ queryKey: keyOf(conversations.counts) });
        },
        Math.max(150, last + COUNTS_EVERY_MS - Date.now()),
      );
    },
    stop: () => clearTimeout(timer),
  };
}

export const refetchMe = (cache: QueryClient): Promise<void> => cache.invalidateQueries({ queryKey: keyOf(auth.me) });
