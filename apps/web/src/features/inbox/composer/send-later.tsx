import { useId, useState, type FormEvent } from 'react';
import { Button } from '../../../components/ui/button.tsx';
import { Dialog } from '../../../components/ui/dialog.tsx';
import { inputLook } from '../../../components/ui/field.tsx';
import { sendTimes } from '../../../lib/inbox/send-times.ts';
import { useNow } from '../../../lib/now.ts';
import { fullTime, untilTime } from '../../../lib/time.ts';

interface SendLaterProps {
  /** WhatsApp: free text must leave before. */
  windowEndsAt: string | null;
  title?: string;
  onPick: (at: Date) => void;
  onClose: () => void;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** When a message is to leave: what is usually meant, or a time of one's own. */
export function SendLater({ windowEndsAt, title = 'Send later', onPick, onClose }: SendLaterProps) {
  const id = useId();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const now = new Date(useNow());
  const take = (at: Date) => {
    if (Number.isNaN(at.getTime())) setProblem('Choose a day and a time.');
    else if (at <= new Date()) setProblem('That time has passed.');
    else if (windowEndsAt && at >= new Date(windowEndsAt)) {
      setProblem(`WhatsApp closes ${untilTime(windowEndsAt, now)}: choose an earlier time, or send a template then.`);
    } else onPick(at);
  };
  const onSubmit = (event: FormEvent) => {
    event.preventDefault();
    take(new Date(text));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={`Times are those of ${zone}. If the customer writes before, it is held back and you are asked.`}
    >
      <ul className="grid gap-0.5" aria-label="Usual times">
        {sendTimes(now).map(({ label, at }) => (
          <li key={label}>
            <button
              type="button"
              onClick={() => take(at)}
              className="flex h-9 w-full items-center justify-between rounded-md px-2 text-left text-sm hover:bg-hover"
            >
              <span>{label}</span>
              <span className="text-xs text-muted">{fullTime(at)}</span>
            </button>
          </li>
        ))}
      </ul>
      <form onSubmit={onSubmit} className="mt-3 grid gap-1 border-t pt-3">
        <label htmlFor={id} className="text-sm font-medium">
          Another time
        </label>
        <div className="flex gap-2">
          <input
            id={id}
            type="datetime-local"
            value={text}
            aria-invalid={problem ? true : undefined}
            aria-describedby={problem ? `${id}-problem` : undefined}
            onChange={(event) => {
              setProblem(null);
              setText(event.target.value);
            }}
            className={inputLook}
          />
          <Button type="submit" look="primary" className="h-9">
            Schedule
          </Button>
        </div>
        {problem && (
          <p id={`${id}-problem`} role="alert" className="text-xs text-bad">
            {problem}
          </p>
        )}
      </form>
    </Dialog>
  );
}
