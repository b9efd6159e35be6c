import type { ConversationDetail } from '@switchboard/contracts';
import { LayoutTemplate, ListChecks } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { ChoicesForm } from './choices-form.tsx';

interface WhatsappToolsProps {
  conversation: ConversationDetail;
  text: string;
  onTemplate: () => void;
  /** The choices were sent with the text as their question. */
  onSent: () => void;
}

/** What WhatsApp can do besides text and files. */
export function WhatsappTools({ conversation, text, onTemplate, onSent }: WhatsappToolsProps) {
  const [isOffering, setIsOffering] = useState(false);
  return (
    <>
      <Button look="ghost" size="icon-sm" aria-label="Send a template" title="Send a template" onClick={onTemplate}>
        <LayoutTemplate className="size-4" />
      </Button>
      <Button
        look="ghost"
        size="icon-sm"
        aria-label="Offer choices"
        title="Offer choices: buttons or a list"
        onClick={() => setIsOffering(true)}
      >
        <ListChecks className="size-4" />
      </Button>
      {isOffering && (
        <ChoicesForm conversation={conversation} text={text} onSent={onSent} onClose={() => setIsOffering(false)} />
      )}
    </>
  );
}
