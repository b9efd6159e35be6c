import { ledger, LEDGER_EXPORT_MOST, type LedgerFilter } from '@switchboard/contracts';
import { useQuery } from '@tanstack/react-query';
import { Download, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { Confirm } from '../../components/confirm.tsx';
import { Button } from '../../components/ui/button.tsx';
import { query } from '../../lib/api.ts';
import { fullTime } from '../../lib/time.ts';
import { say, sayProblem } from '../../lib/toast.ts';
import { useChange } from '../../lib/use-change.ts';
import { isUnderWay, replayWords } from './replay-words.ts';
import { saveExport } from './save-export.ts';
import { useOnce } from '../../lib/use-once.ts';

const POLL_MS = 1_000;
const most = LEDGER_EXPORT_MOST.toLocaleString();

interface BulkActionsProps {
  filter: LedgerFilter;
  /** Entries that were ticked; empty for all that fit the filter. */
  ids: readonly number[];
  onDone: () => void;
}

/** Processes many entries again, and hands them out as a file. */
export function BulkActions({ filter, ids, onDone }: BulkActionsProps) {
  const replay = useChange(ledger.replayMany, {
    refresh: [ledger.replays, ledger.list, ledger.accounts],
    failed: 'They could not be processed again.',
    onSuccess: onDone,
  });
  const save = useOnce({
    mutationFn: () => saveExport(filter),
    onSuccess: (saved) => {
      if (saved === 'cut_off') sayProblem('The file was cut off on its way.', 'Nothing was saved. Try again.');
      else if (saved === 'all') say('The export is saved.');
      else say(`Saved the newest ${most} entries: a file holds no more. Narrow them down to get older ones.`);
    },
    onError: (error) => sayProblem('The file could not be made.', error),
  });
  const isNarrow = Object.values(filter).some(Boolean);
  const which = ids.length > 0 ? `${ids.length} chosen` : isNarrow ? 'all that fit the filter' : 'all';
  return (
    <>
      <Button
        onClick={() => save.mutate()}
        disabled={save.isPending}
        title={`The newest ${most} of what is shown, as a CSV file`}
      >
        <Download className="size-3.5" aria-hidden />
        {save.isPending ? 'Saving…' : 'Export'}
      </Button>
      <Confirm
        title={`Process ${which} again?`}
        description={`Oldest first, at most 10,000 entries. What was stored already is not stored twice; what was rejected for its signature is checked again.`}
        deed="Process again"
        onConfirm={() => replay.mutate({ body: ids.length > 0 ? { ids: [...ids] } : { filter } })}
      >
        <Button disabled={replay.isPending}>
          <RotateCw className="size-3.5" aria-hidden />
          Process {ids.length > 0 ? ids.length : 'all'} again
        </Button>
      </Confirm>
    </>
  );
}

/** Replays that run, with a way to stop them, and those that ended since the page was opened. */
export function Replays() {
  const replays = useQuery({
    ...query(ledger.replays, {}),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? POLL_MS : false),
  });
  const stop = useChange(ledger.stopReplay, { refresh: [ledger.replays], failed: 'It could not be stopped.' });
  const [before, setBefore] = useState<ReadonlySet<string> | null>(null);
  const items = replays.data?.items ?? [];
  if (replays.data && !before) setBefore(new Set(items.filter((one) => !isUnderWay(one)).map(({ id }) => id)));
  const shown = items.filter(({ id }) => before && !before.has(id));
  if (shown.length === 0) return null;
  return (
    <ul aria-label="Entries processed again" aria-live="polite" className="mb-4 grid gap-1.5 text-xs">
      {shown.map((one) => (
        <li key={one.id} className="flex items-center gap-3 rounded-md bg-hover px-3 py-1.5">
          <span title={fullTime(one.createdAt)}>{replayWords(one)}</span>
          {one.state === 'running' && (
            <>
              <progress max={1} value={one.progress} aria-label="How far it is" className="h-1.5 flex-1" />
              <Button size="sm" onClick={() => stop.mutate({ params: { id: one.id } })} disabled={stop.isPending}>
                Stop
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
