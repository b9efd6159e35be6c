import { departures, type Message } from '@switchboard/contracts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { CalendarClock, Hand, RotateCw, Undo2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useSecondsLeft } from '../../../components/countdown.tsx';
import { Button } from '../../../components/ui/button.tsx';
import { mutation } from '../../../lib/api.ts';
import { cn } from '../../../lib/cn.ts';
import { applyAnswer, conversationMessages } from '../../../lib/inbox/cache.ts';
import { useNow } from '../../../lib/now.ts';
import { clockTime, fullTime, untilTime } from '../../../lib/time.ts';
import { sayProblem } from '../../../lib/toast.ts';
import { SendLater } from '../composer/send-later.tsx';
import { useTakeBack } from '../use-take-back.ts';
import { useOnce } from '../../../lib/use-once.ts';

interface NoticeProps {
  message: Message;
  mayWrite: boolean;
  onRetry: (message: Message) => void;
}

/** Of a message of ours that has not left, or not reached everybody: what it waits for, and what can be done. */
export function DepartureNotice({ message, mayWrite, onRetry }: NoticeProps) {
  const { state, error, sendAt, attempts } = message.delivery;
  if (message.direction === 'inbound' || message.kind === 'note') return null;
  if ((state === 'sent' || state === 'delivered') && error) {
    return <Line tone="warn">{error}</Line>;
  }
  if (state !== 'queued') return null;
  if (message.schedule) return <Scheduled message={message} mayWrite={mayWrite} />;
  // Nothing was tried yet: it is held here, for the virus scanner.
  if (error && attempts === 0) return <Line tone="warn">{`Waiting: ${error}`}</Line>;
  if (error && sendAt) {
    return (
      <Line tone="warn" icon={<RotateCw className="size-3.5" aria-hidden />}>
        {`Trying again at ${clockTime(sendAt)}. The server said: ${error}`}
        {mayWrite && (
          <Button size="sm" className="ml-2" onClick={() => onRetry(message)}>
            Try now
          </Button>
        )}
      </Line>
    );
  }
  return sendAt && attempts === 0 ? <UndoWindow message={message} mayWrite={mayWrite} /> : null;
}

function UndoWindow({ message, mayWrite }: Omit<NoticeProps, 'onRetry'>) {
  // Counted from when it was first shown: the clocks of the server and of this machine need not agree.
  const [until] = useState(() => {
    const length = Date.parse(message.delivery.sendAt ?? '') - Date.parse(message.occurredAt);
    return Math.min(Date.parse(message.delivery.sendAt ?? ''), Date.now() + length);
  });
  const seconds = useSecondsLeft(until);
  const takeBack = useTakeBack();
  if (seconds === 0) return null;
  return (
    <Line icon={<Undo2 className="size-3.5" aria-hidden />}>
      <span className="tabular-nums">{`Leaves in ${seconds} s`}</span>
      {mayWrite && (
        <Button size="sm" className="ml-2" onClick={() => void takeBack(message)}>
          Undo
        </Button>
      )}
    </Line>
  );
}

function Scheduled({ message, mayWrite }: Omit<NoticeProps, 'onRetry'>) {
  const cache = useQueryClient();
  const now = useNow();
  const takeBack = useTakeBack();
  const [isPicking, setIsPicking] = useState(false);
  const { schedule, delivery } = message;
  const overtaken = useOvertaken(message);
  const onError = (error: Error) => sayProblem('It stayed as it was.', error);
  const sendNow = useOnce({ ...mutation(departures.sendNow), onError });
  const reschedule = useOnce({ ...mutation(departures.reschedule), onError });
  // Of the message as it is when the button is pressed.
  const answered = { onSuccess: (after: Message) => void applyAnswer(cache, message, after) };
  const isBusy = sendNow.isPending || reschedule.isPending;
  const params = { id: message.id };
  const at = delivery.sendAt ?? message.occurredAt;
  return (
    <div role="group" aria-label="Scheduled message" className="mt-1 grid max-w-xl justify-items-end gap-1">
      {schedule?.heldAt ? (
        <Line tone="warn" icon={<Hand className="size-3.5" aria-hidden />}>
          {`Held back at ${clockTime(schedule.heldAt)}: the customer had written since it was scheduled.`}
        </Line>
      ) : (
        <Line icon={<CalendarClock className="size-3.5" aria-hidden />} title={fullTime(at)}>
          {`Scheduled for ${untilTime(at, now)}${schedule?.by.name ? ` by ${schedule.by.name}` : ''}`}
        </Line>
      )}
      {overtaken && !schedule?.heldAt && (
        <Line tone="warn">
          The customer has written since. It will be held back unless you say that it should go all the same.
        </Line>
      )}
      {mayWrite && (
        <div className="flex flex-wrap justify-end gap-1.5">
          <Button size="sm" disabled={isBusy} onClick={() => sendNow.mutate({ params }, answered)}>
            Send now
          </Button>
          {overtaken && !schedule?.heldAt && (
            <Button
              size="sm"
              disabled={isBusy}
              onClick={() => reschedule.mutate({ params, body: { sendAt: new Date(at).toISOString() } }, answered)}
            >
              Keep the time
            </Button>
          )}
          <Button size="sm" disabled={isBusy} onClick={() => setIsPicking(true)}>
            Change time…
          </Button>
          <Button size="sm" disabled={isBusy} onClick={() => void takeBack(message)}>
            Edit
          </Button>
          <Button size="sm" disabled={isBusy} onClick={() => void takeBack(message, { forget: true })}>
            Cancel
          </Button>
        </div>
      )}
      {isPicking && (
        <SendLater
          title="Change the time"
          windowEndsAt={null}
          onClose={() => setIsPicking(false)}
          onPick={(next) => {
            setIsPicking(false);
            reschedule.mutate({ params, body: { sendAt: next.toISOString() } }, answered);
          }}
        />
      )}
    </div>
  );
}

/** Whether the customer wrote after it was scheduled, as the server judges it when the time comes. */
function useOvertaken({ conversationId, schedule }: Message): boolean {
  const { data } = useInfiniteQuery({ ...conversationMessages(conversationId), enabled: false });
  const since = Date.parse(schedule?.scheduledAt ?? '');
  return (data?.pages ?? []).some(({ items }) =>
    items.some(
      ({ direction, email, occurredAt }) =>
        direction === 'inbound' && !email?.isAutomatic && Date.parse(occurredAt) > since,
    ),
  );
}

interface LineProps {
  tone?: 'warn' | 'plain';
  icon?: ReactNode;
  title?: string;
  children: ReactNode;
}

const Line = ({ tone = 'plain', icon, title, children }: LineProps) => (
  <p
    title={title}
    className={cn(
      'mt-1 flex max-w-xl flex-wrap items-center gap-1.5 text-xs whitespace-pre-line',
      tone === 'warn' ? 'text-warn' : 'text-muted',
    )}
  >
    {icon}
    <span className="min-w-0">{children}</span>
  </p>
);
