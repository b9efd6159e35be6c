import { conversations, type Message } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { mutation } from '../../../lib/api.ts';
import { applyAnswer } from '../../../lib/inbox/cache.ts';
import { sayProblem } from '../../../lib/toast.ts';
import { useOnce } from '../../../lib/use-once.ts';

/** Nobody knows whether the message went out: says so, and lets the agent decide. */
export function UnknownDelivery({ message, mayWrite }: { message: Message; mayWrite: boolean }) {
  const cache = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const resolve = useOnce({
    ...mutation(conversations.resolveUnknown),
    onError: (error) => sayProblem('It stayed as it was.', error),
  });
  const settle = (as: 'sent' | 'send_again') =>
    resolve.mutate(
      { params: { id: message.id }, body: { as } },
      { onSuccess: (after) => void applyAnswer(cache, message, after) },
    );

  return (
    <div role="group" aria-label="It is not known whether this was sent" className="mt-1 max-w-md text-xs text-warn">
      <p>
        {isAsking
          ? 'The customer may get it twice. Send it again?'
          : 'It is not known whether this was sent: the connection to the provider broke in between. A status of the provider may still tell; otherwise ask the customer.'}
      </p>
      {mayWrite && (
        <div className="mt-1 flex flex-wrap gap-2">
          {isAsking ? (
            <>
              <Button size="sm" look="danger" disabled={resolve.isPending} onClick={() => settle('send_again')}>
                Send it again
              </Button>
              <Button size="sm" onClick={() => setIsAsking(false)}>
                Keep waiting
              </Button>
            </>
          ) : (
            <>
              <Button size="sm" disabled={resolve.isPending} onClick={() => settle('sent')}>
                Mark as sent
              </Button>
              <Button size="sm" onClick={() => setIsAsking(true)}>
                Send again anyway…
              </Button>
            </>
          )}
        </div>
      )}
    </div>
  );
}
