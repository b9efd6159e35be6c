import { mailboxChecks, type MailboxCheck as Check, type SupportEmail } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { ListChecks } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../components/ui/button.tsx';
import { query } from '../../lib/api.ts';
import { cn } from '../../lib/cn.ts';
import { useNow } from '../../lib/now.ts';
import { dayLabel, fullTime } from '../../lib/time.ts';
import { useChange } from '../../lib/use-change.ts';
import { FindingsDialog } from './findings-dialog.tsx';

const POLL_MS = 1_000;

/** Whether all that lies in a mailbox is here too, when that was last looked at, and a way to look now. */
export function MailboxCheck({ mailbox, mayManage }: { mailbox: SupportEmail; mayManage: boolean }) {
  const params = { id: mailbox.id };
  const list = useQuery({
    ...query(mailboxChecks.list, { params }),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items[0]?.state === 'running' ? POLL_MS : 60_000),
  });
  const start = useChange(mailboxChecks.start, { refresh: [mailboxChecks.list], failed: 'It could not be checked.' });
  const [shown, setShown] = useState<Check | null>(null);
  const now = useNow();
  const last = list.data?.items[0];
  if (!last && !mayManage) return null;
  const isRunning = last?.state === 'running' || start.isPending;
  const { total } = last ?? {};
  const hasFindings =
    total !== undefined && total.missing + total.rejected + total.failed + total.lost + total.ignored > 0;
  return (
    <div
      role="group"
      aria-label={`Check of ${mailbox.address}`}
      className="flex w-full flex-wrap items-center gap-x-3 gap-y-1 border-t pt-2 text-xs text-muted"
    >
      <p aria-live="polite" className={cn('min-w-0', last?.state === 'failed' && 'text-bad')}>
        {!last && list.isSuccess && 'Not compared with the server yet; that is done each night.'}
        {last && (
          <span {...(last.finishedAt ? { title: fullTime(last.finishedAt) } : {})}>{sentenceOf(last, now)}</span>
        )}
      </p>
      {last?.state === 'running' && (
        <progress max={1} value={last.progress} aria-label="How far the check is" className="h-1.5 w-24" />
      )}
      <span className="ml-auto flex gap-1">
        {last && hasFindings && (
          <Button size="sm" look="ghost" onClick={() => setShown(last)}>
            Show which
          </Button>
        )}
        {mayManage && (
          <Button size="sm" look="ghost" disabled={isRunning} onClick={() => start.mutate({ params })}>
            <ListChecks className="size-3.5" aria-hidden />
            {isRunning ? 'Checking…' : 'Check now'}
          </Button>
        )}
      </span>
      {shown && <FindingsDialog mailbox={mailbox} check={shown} onClose={() => setShown(null)} />}
    </div>
  );
}

const DAY_MS = 86_400_000;

function whenOf({ requestedBy, createdAt }: Check, now: number): string {
  if (requestedBy === null && now - Date.parse(createdAt) < DAY_MS) return 'last night';
  const day = dayLabel(createdAt, now);
  return /^(Today|Yesterday)$/.test(day) ? day.toLowerCase() : `on ${day}`;
}

function sentenceOf(check: Check, now: number): string {
  const { state, error, total } = check;
  const counted = (count: number) => count.toLocaleString();
  if (state === 'failed')
    return `Checked ${whenOf(check, now)}, without coming to an end: ${error ?? 'it was stopped.'}`;
  const aside = [
    total.ignored > 0 && `${counted(total.ignored)} ignored`,
    total.waiting > 0 && `${counted(total.waiting)} in work`,
    total.rejected > 0 && `${counted(total.rejected)} rejected`,
    total.failed > 0 && `${counted(total.failed)} failed`,
    total.lost > 0 && `${counted(total.lost)} without their message`,
  ].filter(Boolean);
  const missing =
    total.missing > 0 && total.missing === total.broughtIn
      ? `${counted(total.missing)} ${total.missing === 1 ? 'was' : 'were'} missing and ${total.missing === 1 ? 'is' : 'are'} fetched now`
      : `${counted(total.missing - total.broughtIn)} missing`;
  const figures = [`${counted(total.onServer)} on the server`, `${counted(total.stored)} stored`, ...aside, missing];
  if (state === 'running') return `Checking: ${figures.slice(0, -1).join(', ')} so far`;
  return `Checked ${whenOf(check, now)}: ${figures.join(', ')}`;
}
