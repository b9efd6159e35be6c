import { customers, type ConversationDetail } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { useMay } from '../../../lib/access.ts';
import { query } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { setPreferences, usePreference } from '../../../lib/preferences.ts';
import type { ConversationChoices } from '../conversation-commands.ts';
import type { ConversationActions } from '../use-conversation-actions.ts';
import { Contact } from './contact.tsx';
import { Details } from './details.tsx';
import { EarlierConversations } from './earlier-conversations.tsx';

interface ContextPaneProps {
  conversation: ConversationDetail;
  actions: ConversationActions;
  choices: ConversationChoices;
  mayWrite: boolean;
}

/** Who the customer is and what belongs to this conversation. */
export function ContextPane({ conversation, actions, choices, mayWrite }: ContextPaneProps) {
  const mayRead = useMay('customers:read');
  const customer = useQuery({ ...query(customers.get, { params: { id: conversation.customerId } }), enabled: mayRead });
  return (
    <div className="scroll-area h-full">
      {mayRead && <Contact conversation={conversation} customer={customer.data} error={customer.error} />}
      <Section name="details" title="Details">
        <Details conversation={conversation} actions={actions} choices={choices} mayWrite={mayWrite} />
      </Section>
      <Section name="earlier" title="Other conversations">
        <EarlierConversations customerId={conversation.customerId} currentId={conversation.id} />
      </Section>
    </div>
  );
}

/** A part of the pane that folds, and stays folded. */
function Section({ name, title, children }: { name: string; title: string; children: ReactNode }) {
  const folded = usePreference('folded');
  const isFolded = folded.includes(name);
  const toggle = () =>
    setPreferences({ folded: isFolded ? folded.filter((other) => other !== name) : [...folded, name] });
  return (
    <section className="border-t px-4 py-2">
      <h3>
        <button
          type="button"
          aria-expanded={!isFolded}
          onClick={toggle}
          className="flex h-8 w-full items-center justify-between rounded-md text-sm font-medium"
        >
          {title}
          <ChevronDown className={cn('size-4 text-muted transition-transform', isFolded && '-rotate-90')} aria-hidden />
        </button>
      </h3>
      {!isFolded && <div className="pt-1 pb-2">{children}</div>}
    </section>
  );
}
