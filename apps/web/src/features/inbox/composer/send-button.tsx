import type { ConversationDetail, SentWith } from '@switchboard/contracts';
import { ChevronUp, Send } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { MenuButton } from '../../../components/ui/menu-button.tsx';
import type { MenuEntry } from '../../../components/ui/menu-entries.ts';
import { isActive } from '../../../lib/inbox/list-filter.ts';
import { snoozePresets } from '../../../lib/inbox/snooze.ts';
import { useNow } from '../../../lib/now.ts';
import { SendLater } from './send-later.tsx';

/** How a reply is sent that does not just go. */
export interface Sending {
  /** What its conversation is set to with it. */
  change?: SentWith;
  /** Not now but then. */
  sendAt?: Date;
}

interface SendButtonProps {
  conversation: ConversationDetail;
  onSend: (how?: Sending) => void;
}

/** Send, and the other ways to send. */
export function SendButton({ conversation, onSend }: SendButtonProps) {
  const [isPicking, setIsPicking] = useState(false);
  const tomorrow = snoozePresets(new Date(useNow())).find(({ label }) => label === 'Tomorrow');
  const entries: MenuEntry[] = [
    { type: 'item', label: 'Send later…', onSelect: () => setIsPicking(true) },
    { type: 'separator' },
  ];
  if (isActive(conversation)) {
    const resolve = () => onSend({ change: { status: 'solved' } });
    entries.push({ type: 'item', label: 'Send and resolve', keys: 'mod+shift+enter', onSelect: resolve });
  }
  entries.push({
    type: 'item',
    label: 'Send and wait for the customer',
    onSelect: () => onSend({ change: { status: 'pending' } }),
  });
  if (tomorrow) {
    const snooze = () => onSend({ change: { snoozedUntil: tomorrow.at.toISOString() } });
    entries.push({ type: 'item', label: 'Send and snooze until tomorrow', onSelect: snooze });
  }
  return (
    <div className="flex">
      <Button look="primary" size="sm" onClick={() => onSend()} className="rounded-r-none">
        <Send className="size-3.5" aria-hidden />
        Send
      </Button>
      <MenuButton align="end" side="top" entries={entries}>
        <Button
          look="primary"
          size="sm"
          aria-label="More ways to send"
          className="rounded-l-none border-l border-white/25 px-1"
        >
          <ChevronUp className="size-3.5" />
        </Button>
      </MenuButton>
      {isPicking && (
        <SendLater
          windowEndsAt={conversation.channel === 'whatsapp' ? conversation.replyWindowEndsAt : null}
          onPick={(at) => {
            setIsPicking(false);
            onSend({ sendAt: at });
          }}
          onClose={() => setIsPicking(false)}
        />
      )}
    </div>
  );
}
