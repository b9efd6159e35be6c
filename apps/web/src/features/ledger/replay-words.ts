import type { LedgerReplay } from '@switchboard/contracts';

type Progress = Pick<LedgerReplay, 'state' | 'replayed' | 'outcomes'>;

/** Whether rows are still put back in the queue, or wait there. */
export function isUnderWay({ state, outcomes }: Pick<LedgerReplay, 'state' | 'outcomes'>): boolean {
  return state === 'running' || outcomes.received > 0;
}

/** How far a replay is; at its end what became of the entries, which is not always what was hoped for. */
export function replayWords({ state, replayed, outcomes }: Progress): string {
  const done = replayed - outcomes.received;
  if (isUnderWay({ state, outcomes })) return `Processing again: ${count(done)} looked at so far`;
  if (replayed === 0)
    return state === 'stopped' ? 'Stopped before the first entry' : 'There was nothing to process again';
  const became = [
    `${count(outcomes.processed)} taken in`,
    outcomes.ignored > 0 && `${count(outcomes.ignored)} without effect`,
    outcomes.rejected > 0 && `${count(outcomes.rejected)} still rejected`,
    outcomes.failed > 0 && `${count(outcomes.failed)} failed`,
  ];
  return `${state === 'stopped' ? 'Stopped. ' : ''}${count(replayed)} looked at: ${became.filter(Boolean).join(', ')}`;
}

const count = (number: number) => number.toLocaleString('en');
