import { Check, CheckCheck, CircleAlert, CircleHelp, Clock3 } from 'lucide-react';
import { cn } from '../../../lib/cn.ts';
import { tickLabel, type Tick } from '../../../lib/inbox/delivery.ts';

const icons = {
  clock: Clock3,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: CircleAlert,
  unknown: CircleHelp,
} as const;

/** How far a message has come: a clock, one tick, two, two in blue; never more than is known. */
export function Ticks({ tick, detail }: { tick: Tick; detail?: string | null }) {
  const Icon = icons[tick];
  const label = tickLabel(tick);
  return (
    <span title={detail ? `${label} · ${detail}` : label} data-tick={tick} className="inline-flex shrink-0">
      <Icon
        aria-hidden
        className={cn(
          'size-3.5',
          tick === 'read' && 'text-tick',
          tick === 'failed' && 'text-bad',
          tick === 'unknown' && 'text-warn',
        )}
      />
      <span className="sr-only">{label}</span>
    </span>
  );
}
