import { customers, type Customer } from '@switchboard/contracts';
import { useState } from 'react';
import { Notice } from '../../../components/notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { cn } from '../../../lib/cn.ts';
import { explain } from '../../../lib/errors.ts';
import { fieldError } from '../../../lib/field-errors.ts';
import { fullTime } from '../../../lib/time.ts';
import { useChange } from '../../../lib/use-change.ts';
import { ReasonField } from './reason-field.tsx';

type Identity = Customer['identities'][number];

interface ConsentProps {
  customerId: string;
  identity: Identity;
  mayWrite: boolean;
}

function labelOf({ optedIn }: Identity): string {
  return optedIn === null ? 'Consent?' : optedIn ? 'Opted in' : 'Opted out';
}

/** Who said whether the person may be written to, in a sentence. */
function storyOf({ optedIn, consent }: Identity): string {
  if (optedIn === null || !consent) return 'Nobody has said yet whether the customer wants to be written to.';
  const what = optedIn ? 'agreed to be written to' : 'asked not to be written to';
  const by = consent.source === 'agent' ? `, as ${consent.agentName ?? 'an agent'} recorded` : ', as WhatsApp reports';
  return `The customer ${what} on ${fullTime(consent.at)}${by}${consent.reason ? `: “${consent.reason}”` : '.'}`;
}

/** Whether a number may be written to, and where an agent records what the customer said. */
export function Consent({ customerId, identity, mayWrite }: ConsentProps) {
  const [isOpen, setIsOpen] = useState(false);
  const look = cn(
    'shrink-0 rounded-sm px-1 text-2xs',
    identity.optedIn === false ? 'bg-warn-soft text-warn' : 'bg-hover text-muted',
  );
  if (!mayWrite) {
    return identity.optedIn === null ? null : (
      <span className={look} title={storyOf(identity)}>
        {labelOf(identity)}
      </span>
    );
  }
  return (
    <>
      <button
        type="button"
        title={storyOf(identity)}
        aria-label={`${labelOf(identity)}: consent for ${identity.value}`}
        onClick={() => setIsOpen(true)}
        className={cn(look, 'hover:text-fg')}
      >
        {labelOf(identity)}
      </button>
      {isOpen && <ConsentDialog customerId={customerId} identity={identity} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function ConsentDialog({
  customerId,
  identity,
  onClose,
}: {
  customerId: string;
  identity: Identity;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const [optedIn, setOptedIn] = useState(identity.optedIn === false);
  const change = useChange(customers.setConsent, {
    refresh: [customers.get],
    done: optedIn ? 'The consent is recorded.' : 'The wish is recorded: no templates go there any more.',
    onSuccess: onClose,
  });
  const problem = fieldError(change.error, 'reason');
  return (
    <Dialog open onOpenChange={onClose} title="May we write here?" description={identity.value}>
      <p className="text-sm">{storyOf(identity)}</p>
      <p className="mt-1 text-xs text-muted">
        Without consent no template is sent. Answering is allowed while the 24-hour window is open: the customer has
        written to us.
      </p>
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ params: { id: customerId, identityId: identity.id }, body: { optedIn, reason } });
        }}
      >
        {change.error && !problem && <Notice look="error">{explain(change.error)}</Notice>}
        <fieldset className="grid gap-1 text-sm">
          <legend className="mb-1 font-medium">What did the customer say?</legend>
          {([true, false] as const).map((value) => (
            <label key={String(value)} className="flex items-center gap-2">
              <input
                type="radio"
                name="consent"
                checked={optedIn === value}
                onChange={() => setOptedIn(value)}
                className="accent-accent"
              />
              {value ? 'You may write to me' : 'Do not write to me'}
            </label>
          ))}
        </fieldset>
        <ReasonField reason={reason} onChange={setReason} problem={problem} example="Said so on the phone today" />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" disabled={change.isPending}>
            Record
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
