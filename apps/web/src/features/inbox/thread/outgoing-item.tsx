import { RotateCw, Trash2 } from 'lucide-react';
import { cn } from '../../../lib/cn.ts';
import type { Outgoing } from '../../../lib/inbox/outbox.ts';
import { RichText } from './rich-text.tsx';
import { Ticks } from './ticks.tsx';

interface OutgoingItemProps {
  item: Outgoing;
  onRetry: (item: Outgoing) => void;
  onDiscard: (item: Outgoing) => void;
}

/** What was just written, before the server has it. */
export function OutgoingItem({ item, onRetry, onDiscard }: OutgoingItemProps) {
  const unsent = item.state === 'unsent';
  return (
    <article aria-label="On its way" className="flex flex-col items-end pt-3">
      <div
        className={cn(
          'max-w-[min(34rem,86%)] rounded-lg px-3 py-2 text-base',
          item.kind === 'note' ? 'border border-note-line bg-note' : 'bg-accent-soft',
          unsent && 'ring-1 ring-bad/60',
        )}
      >
        <RichText text={item.text} marks={item.channel === 'whatsapp'} />
        {item.attachments.length > 0 && (
          <p className="mt-1 text-xs text-muted">{item.attachments.map(({ filename }) => filename).join(', ')}</p>
        )}
        {!unsent && (
          <span className="float-right mt-1 ml-3 text-muted">
            <Ticks tick="clock" />
          </span>
        )}
      </div>
      {unsent && (
        <div
          role="alert"
          className="mt-1 flex max-w-md flex-wrap items-center justify-end gap-x-3 gap-y-1 text-xs text-bad"
        >
          <span>Not sent. {item.problem}</span>
          <button
            type="button"
            className="inline-flex items-center gap-1 font-medium underline underline-offset-2"
            onClick={() => onRetry(item)}
          >
            <RotateCw className="size-3" aria-hidden />
            Try again
          </button>
          <button
            type="button"
            className="inline-flex items-center gap-1 underline underline-offset-2"
            onClick={() => onDiscard(item)}
          >
            <Trash2 className="size-3" aria-hidden />
            Back to the draft
          </button>
        </div>
      )}
    </article>
  );
}
