import { conversations, type Message } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { Split } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { useMe } from '../../../lib/access.ts';
import { mutation } from '../../../lib/api.ts';
import { applyConversation, reloadMessages } from '../../../lib/inbox/cache.ts';
import { readStored, writeStored } from '../../../lib/storage.ts';
import { say, sayProblem } from '../../../lib/toast.ts';
import { useInbox } from '../use-inbox.ts';
import { useOnce } from '../../../lib/use-once.ts';

const MOST_KEPT = 500;
const KEPT = 'kept-together';

function kept(): string[] {
  const stored = readStored(KEPT);
  return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
}

/** Above a mail that has another subject than the ones before: it may be about something else. */
export function SplitOffer({ message }: { message: Message }) {
  const cache = useQueryClient();
  const agentId = useMe().agent.id;
  const { open } = useInbox();
  const [isKept, setKept] = useState(() => kept().includes(message.id));
  const split = useOnce({
    ...mutation(conversations.split),
    onSuccess: async (fresh) => {
      applyConversation(cache, fresh, agentId);
      await reloadMessages(cache, message.conversationId);
      open(fresh.id);
      say(`Split into #${fresh.number}.`);
    },
    onError: (error) => sayProblem('The conversation could not be split.', error),
  });
  if (isKept) return null;
  const keep = () => {
    writeStored(KEPT, [...kept().slice(-MOST_KEPT), message.id]);
    setKept(true);
  };
  return (
    <div
      role="group"
      aria-label="New subject"
      className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2 rounded-md border border-dashed bg-card px-3 py-2 text-sm"
    >
      <Split className="size-4 shrink-0 text-muted" aria-hidden />
      <p className="min-w-0 flex-1 basis-56">
        This mail has a new subject, <span className="font-medium break-words">{message.email?.subject}</span>. Split
        into a new conversation?
      </p>
      <span className="flex gap-2">
        <Button
          size="sm"
          disabled={split.isPending}
          onClick={() => split.mutate({ params: { id: message.conversationId }, body: { messageId: message.id } })}
        >
          Split
        </Button>
        <Button size="sm" look="ghost" onClick={keep}>
          Keep together
        </Button>
      </span>
    </div>
  );
}
