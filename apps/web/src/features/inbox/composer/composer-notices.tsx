import { conversations, type ConversationDetail } from '@switchboard/contracts';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Clock3, TriangleAlert } from 'lucide-react';
import { channelNames } from '../../../components/channel-icon.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { query } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { conversationMessages } from '../../../lib/inbox/cache.ts';
import { useNow } from '../../../lib/now.ts';
import { duration } from '../../../lib/time.ts';
import { drop, heldBack } from '../use-send.ts';
import { useInbox } from '../use-inbox.ts';

export interface ReplyWindow {
  closed: boolean;
  /** Null when the customer has never written. */
  endsAt: string | null;
  leftMs: number;
}

/**
 * WhatsApp takes free text for 24 hours after the customer's last message; other channels have no such limit. What came
 * since the conversation was loaded opens it again: the row is told live, the window only with the whole conversation.
 */
export function windowOf(
  { channel, replyWindowEndsAt, lastInboundAt }: ConversationDetail,
  now: number,
): ReplyWindow | null {
  if (channel !== 'whatsapp') return null;
  const ends = [
    ...(replyWindowEndsAt ? [Date.parse(replyWindowEndsAt)] : []),
    ...(lastInboundAt ? [Date.parse(lastInboundAt) + WINDOW_MS] : []),
  ];
  if (ends.length === 0) return { closed: true, endsAt: null, leftMs: -1 };
  const end = Math.max(...ends);
  return { closed: end <= now, endsAt: new Date(end).toISOString(), leftMs: end - now };
}

const SHORT_MS = 3_600_000;
const WINDOW_MS = 24 * SHORT_MS;

export function WindowLabel({
  conversation,
  window,
}: {
  conversation: ConversationDetail;
  window: ReplyWindow | null;
}) {
  const from = conversation.accountAddress ?? conversation.accountName;
  if (!window) return `${channelNames[conversation.channel]}${from ? ` from ${from}` : ''}`;
  if (window.closed) return <span className="text-warn">WhatsApp is closed</span>;
  return (
    <span className={cn('inline-flex items-center gap-1', window.leftMs < SHORT_MS && 'font-medium text-warn')}>
      <Clock3 className="size-3" aria-hidden />
      {/* The page's clock ticks once a minute: a window that has just opened would seem longer than a day. */}
      WhatsApp closes in {duration(Math.min(window.leftMs, WINDOW_MS - 1))}
    </span>
  );
}

interface WindowClosedProps {
  conversation: ConversationDetail;
  endedAt: string | null;
  onNote: () => void;
  onTemplate: () => void;
}

/** Why nothing can be sent by WhatsApp now, and what can be done instead. */
export function WindowClosed({ conversation, endedAt, onNote, onTemplate }: WindowClosedProps) {
  const now = useNow();
  const { open } = useInbox();
  const byMail = useQuery(
    query(conversations.list, { query: { customerId: conversation.customerId, channel: 'email', limit: 1 } }),
  );
  const mail = byMail.data?.items[0];
  return (
    <div className="px-3 pt-1 pb-3">
      <p className="text-sm">
        {endedAt
          ? `The 24-hour window closed ${duration(now - Date.parse(endedAt))} ago.`
          : 'The customer has not written by WhatsApp yet.'}{' '}
        Until {conversation.customerName} writes again, WhatsApp takes templates only.
      </p>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button size="sm" look="primary" onClick={onTemplate}>
          Choose a template
        </Button>
        {mail && (
          <Button size="sm" onClick={() => open(mail.id)}>
            Answer by mail in #{mail.number}
          </Button>
        )}
        <Button size="sm" onClick={onNote}>
          Write a note
        </Button>
      </div>
    </div>
  );
}

interface HeldReplyProps {
  conversationId: string;
  arrived: number;
  onSend: () => void;
}

/** Something arrived while the reply was being written: shows it and asks. */
export function HeldReply({ conversationId, arrived, onSend }: HeldReplyProps) {
  const { data } = useInfiniteQuery(conversationMessages(conversationId));
  const latest = (data?.pages[0]?.items ?? []).slice(0, Math.min(arrived, 3)).toReversed();
  return (
    <div role="alert" className="mx-auto mb-2 max-w-4xl rounded-lg bg-warn-soft px-3 py-2 text-sm text-warn">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert className="size-4 shrink-0" aria-hidden />
        Not sent yet: {arrived === 1 ? 'a message' : `${arrived} messages`} arrived that you had not seen.
      </p>
      <ul className="mt-1 ml-6 grid gap-0.5 text-xs text-fg">
        {latest.map((message) => (
          <li key={message.id} className="truncate">
            <span className="font-medium">{message.author.name}:</span> {message.text}
          </li>
        ))}
      </ul>
      <div className="mt-2 ml-6 flex gap-2">
        <Button size="sm" look="primary" onClick={onSend}>
          Send anyway
        </Button>
        <Button size="sm" onClick={() => heldBack.set((all) => drop(all, conversationId))}>
          Keep writing
        </Button>
      </div>
    </div>
  );
}
