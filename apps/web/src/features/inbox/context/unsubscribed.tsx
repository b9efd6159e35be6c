import { customers, type Customer } from '@switchboard/contracts';
import { useState } from 'react';
import { Notice } from '../../../components/notice.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { explain } from '../../../lib/errors.ts';
import { fieldError } from '../../../lib/field-errors.ts';
import { useNow } from '../../../lib/now.ts';
import { dayLabel, fullTime } from '../../../lib/time.ts';
import { useChange } from '../../../lib/use-change.ts';
import { ReasonField } from './reason-field.tsx';

interface UnsubscribedProps {
  customerId: string;
  identity: Customer['identities'][number];
  since: string;
  mayWrite: boolean;
}

/** Says below an address that it gets no bulk mail, and records that the person wants it again. */
export function Unsubscribed({ customerId, identity, since, mayWrite }: UnsubscribedProps) {
  const [isOpen, setIsOpen] = useState(false);
  const day = dayLabel(since, useNow());
  return (
    <p className="flex flex-wrap items-center gap-x-2 pb-1 pl-5.5 text-xs text-warn">
      <span title={fullTime(since)}>
        Unsubscribed from bulk mail {/\d/.test(day) ? `on ${day}` : day.toLowerCase()}
      </span>
      {mayWrite && (
        <button
          type="button"
          aria-label={`Wants it again… (${identity.value})`}
          onClick={() => setIsOpen(true)}
          className="underline underline-offset-2 hover:text-fg"
        >
          Wants it again…
        </button>
      )}
      {isOpen && (
        <ResubscribeDialog customerId={customerId} identity={identity} since={since} onClose={() => setIsOpen(false)} />
      )}
    </p>
  );
}

function ResubscribeDialog({
  customerId,
  identity,
  since,
  onClose,
}: Omit<UnsubscribedProps, 'mayWrite'> & { onClose: () => void }) {
  const [reason, setReason] = useState('');
  const change = useChange(customers.resubscribe, {
    refresh: [customers.get],
    done: `${identity.value} gets bulk mail again.`,
    onSuccess: onClose,
  });
  const problem = fieldError(change.error, 'reason');
  return (
    <Dialog open onOpenChange={onClose} title="Does this person want bulk mail again?" description={identity.value}>
      <p className="text-sm">
        Unsubscribed on {fullTime(since)} by the link in a mail. Record a change only where the person asked for it
        themselves. Answers to what they write go out in any case.
      </p>
      <form
        className="mt-3 grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          change.mutate({ params: { id: customerId, identityId: identity.id }, body: { reason } });
        }}
      >
        {change.error && !problem && <Notice look="error">{explain(change.error)}</Notice>}
        <ReasonField
          reason={reason}
          onChange={setReason}
          problem={problem}
          example="Wrote today that it was a mistake"
        />
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
