import type { ConversationDetail, Message } from '@switchboard/contracts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { conversationMessages } from '../../../lib/inbox/cache.ts';
import { defaultRecipients, mailToAnswer, type Recipients } from '../../../lib/inbox/recipients.ts';

interface MailTarget {
  message: Message;
  recipients: Recipients;
  /** The server knows the sender (and Reply-To) of an inbound mail; of our own it has to be told. */
  mustName: boolean;
}

/** The mail an answer goes to; null in other channels. */
export function useMailTarget({ id, channel, accountAddress }: ConversationDetail): MailTarget | null {
  const { data } = useInfiniteQuery({ ...conversationMessages(id), enabled: channel === 'email' });
  return useMemo(() => {
    const message = data && mailToAnswer(data.pages.flatMap(({ items }) => items));
    if (!message) return null;
    return {
      message,
      recipients: defaultRecipients(message, accountAddress),
      mustName: message.direction === 'outbound',
    };
  }, [data, accountAddress]);
}
