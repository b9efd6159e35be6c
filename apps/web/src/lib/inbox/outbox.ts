import type { Channel, Message, SentWith } from '@switchboard/contracts';
import { readStored, writeStored } from '../storage.ts';
import { createStore, useStore } from '../store.ts';

/** What the agent wrote and the server has not acknowledged: shown at once, kept until it is known to have arrived. */
export interface Outgoing {
  /** Made once for each thing that is sent and kept across retries: the server takes the same key as the same reply. */
  clientKey: string;
  conversationId: string;
  channel: Channel;
  kind: 'message' | 'note';
  text: string;
  attachments: { id: string; filename: string }[];
  /** Mail only: the mail that is answered and who gets it. */
  email: { messageId: string; to: string[] | null; cc: string[]; bcc: string[] } | null;
  /** Send later: when. */
  sendAt?: string;
  /** Send and resolve, send and snooze: what the conversation is set to with it. */
  conversation?: SentWith;
  createdAt: string;
  state: 'sending' | 'unsent';
  /** Why it is unsent. */
  problem: string | null;
}

const KEY = 'switchboard.outbox';

/** What a closed tab left behind may or may not have arrived; trying again with the same key is safe. */
const outbox = createStore<readonly Outgoing[]>(
  ((readStored(KEY) as Outgoing[] | null) ?? []).map((item) => ({
    ...item,
    state: 'unsent',
    problem: item.problem ?? 'The page was closed before the server confirmed it.',
  })),
);

outbox.subscribe(() => writeStored(KEY, outbox.get().length === 0 ? null : outbox.get()));

export const putOutgoing = (item: Outgoing): void =>
  outbox.set((items) => [...items.filter(({ clientKey }) => clientKey !== item.clientKey), item]);

export const removeOutgoing = (clientKey: string): void =>
  outbox.set((items) => items.filter((item) => item.clientKey !== clientKey));

export const useOutbox = (): readonly Outgoing[] => useStore(outbox);

/** What of the outbox still has to be shown below the messages the server knows. */
export function pendingOf(
  items: readonly Outgoing[],
  conversationId: string,
  messages: readonly Message[],
): Outgoing[] {
  const pending = items.filter((item) => item.conversationId === conversationId);
  if (pending.length === 0) return pending;
  const arrived = new Set(messages.map(({ clientKey }) => clientKey));
  return pending.filter(({ clientKey }) => !arrived.has(clientKey));
}
