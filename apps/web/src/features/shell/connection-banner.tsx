import { CheckCheck, LoaderCircle, WifiOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { cn } from '../../lib/cn.ts';
import { link } from '../../lib/realtime/link.ts';
import { useStore } from '../../lib/store.ts';
import { duration } from '../../lib/time.ts';

/** A hiccup shorter than this is not worth anybody's attention. */
const GRACE_MS = 1500;
const BACK_SHOWN_MS = 4000;

/** Says when what is on the screen may be out of date, and when it is whole again. */
export function ConnectionBanner() {
  const { state, lostAt, caughtUp } = useStore(link);
  const [now, setNow] = useState(Date.now);
  const away = lostAt !== null && state !== 'live';

  useEffect(() => {
    if (!away) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [away]);
  useEffect(() => {
    if (!caughtUp) return;
    const timer = setTimeout(() => link.set((known) => ({ ...known, caughtUp: null })), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [caughtUp]);

  if (away && (state === 'offline' || now - lostAt > GRACE_MS)) {
    const since = now - lostAt > 10_000 ? ` What you see is ${duration(now - lostAt)} old.` : '';
    return state === 'offline' ? (
      <Bar look="bg-warn-soft text-warn" icon={<WifiOff className="size-4" />}>
        You are offline.{since} Drafts are kept; replies wait for you to send them again.
      </Bar>
    ) : (
      <Bar look="bg-warn-soft text-warn" icon={<LoaderCircle className="size-4 animate-spin" />}>
        {state === 'connecting' ? 'Connecting to live updates…' : `Reconnecting…${since}`}
      </Bar>
    );
  }
  if (state === 'live' && caughtUp && caughtUp.awayMs > GRACE_MS) {
    const { updates, reloaded } = caughtUp;
    return (
      <Bar look="bg-good-soft text-good" icon={<CheckCheck className="size-4" />}>
        Back online.{' '}
        {reloaded
          ? 'Everything was loaded again.'
          : updates === 0
            ? 'Nothing was missed.'
            : `Caught up on ${updates} ${updates === 1 ? 'update' : 'updates'}.`}
      </Bar>
    );
  }
  return null;
}

function Bar({ look, icon, children }: { look: string; icon: ReactNode; children: ReactNode }) {
  return (
    <div
      role="status"
      className={cn('flex min-h-8 shrink-0 animate-fade items-center justify-center gap-2 px-4 py-1 text-sm', look)}
    >
      {icon}
      <span>{children}</span>
    </div>
  );
}
