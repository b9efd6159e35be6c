import { ApiError, conversations, emails, type ConversationDetail, type Message } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { call } from '../../lib/api.ts';
import { explain, isTemporary } from '../../lib/errors.ts';
import { applyAnswer, knownConversation } from '../../lib/inbox/cache.ts';
import { putOutgoing, removeOutgoing, type Outgoing } from '../../lib/inbox/outbox.ts';
import { seenPosition } from '../../lib/inbox/seen.ts';
import { createStore } from '../../lib/store.ts';
import { sayDeparture } from './composer/say-departure.ts';
import { say, sayProblem } from '../../lib/toast.ts';
import { refused } from './returned.ts';
import { useChangedWith } from './use-changed-with.ts';
import type { ConversationActions } from './use-conversation-actions.ts';
import { useInbox } from './use-inbox.ts';
import { useTakeBack } from './use-take-back.ts';

/** A reply that was held back: something arrived that its writer had not seen. */
export interface Held {
  item: Outgoing;
  /** How many messages the server says arrived. */
  arrived: number;
}

/** Replies that came back to be looked at again, by conversation. The composer shows them. */
export const heldBack = createStore<Readonly<Record<string, Held>>>({});

export function drop<T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> {
  const { [key]: _, ...rest } = record;
  return rest;
}

function transmit(item: Outgoing, force: boolean): Promise<Message> {
  const { clientKey, conversationId, text, email } = item;
  const params = { id: conversationId };
  if (item.kind === 'note') return call(conversations.note, { params, body: { clientKey, text } });
  const position = seenPosition(conversationId);
  const body = {
    clientKey,
    text,
    attachmentIds: item.attachments.map(({ id }) => id),
    ...(position === undefined ? {} : { seenPosition: position }),
    ...(force ? { force: true } : {}),
    ...(item.sendAt ? { sendAt: item.sendAt } : {}),
    ...(item.conversation ? { conversation: item.conversation } : {}),
  };
  if (!email) return call(conversations.reply, { params, body });
  const { to, cc, bcc } = email;
  return call(emails.reply, { params: { id: email.messageId }, body: { ...body, cc, bcc, ...(to ? { to } : {}) } });
}

/** Sends what was written. It is on the screen at once and stays there until the server has it or says no. */
export function useSend(conversation: ConversationDetail | undefined, { update }: ConversationActions) {
  const cache = useQueryClient();
  const number = conversation?.number;
  const customerName = conversation?.customerName;
  const undo = useTakeBack();
  const changedWith = useChangedWith();
  const { open } = useInbox();

  const send = useCallback(
    async (item: Outgoing, force = false): Promise<boolean> => {
      putOutgoing({ ...item, state: 'sending', problem: null });
      const before = knownConversation(cache, item.conversationId);
      try {
        const message = await transmit(item, force);
        const isFirst = applyAnswer(cache, null, message);
        removeOutgoing(item.clientKey);
        const changed = item.conversation ? changedWith(item.conversationId, item.conversation, isFirst) : null;
        const isUndoable = sayDeparture(
          message,
          customerName ?? before?.customerName ?? '',
          changed,
          () => void undo(message).then((done) => done && open(item.conversationId)),
        );
        if (changed && before && !isUndoable) {
          const { status, snoozedUntil } = before;
          say(changed, { action: { label: 'Undo', onClick: () => void update({ status, snoozedUntil }) } });
        }
        return true;
      } catch (error) {
        if (isTemporary(error)) {
          putOutgoing({ ...item, state: 'unsent', problem: explain(error) });
          return false;
        }
        removeOutgoing(item.clientKey);
        if (error instanceof ApiError && error.code === 'stale') {
          const held = { item, arrived: Math.max(1, error.details.length) };
          heldBack.set((all) => ({ ...all, [item.conversationId]: held }));
        } else {
          refused.set((all) => ({ ...all, [item.conversationId]: item }));
          const to = number ? ` to #${number}` : '';
          sayProblem(`Your ${item.kind === 'note' ? 'note' : 'reply'}${to} was not taken.`, error);
        }
        return false;
      }
    },
    [cache, number, customerName, undo, open, update, changedWith],
  );

  const retry = useCallback((item: Outgoing) => void send(item), [send]);
  return { send, retry };
}
