const SHORTEST_SECONDS = 2;
const LONGEST_SECONDS = 60;

/** Why a message may not go out with its files: for good, or until the virus scanner has spoken. */
export interface ScanHold {
  isFinal: boolean;
  words: string;
}

/** A file that carries a virus weighs more than one that is still to be checked. */
export function scanHoldOf(files: readonly { filename: string; scan: string }[]): ScanHold | null {
  const infected = files.find(({ scan }) => scan === 'infected');
  if (infected) return { isFinal: true, words: `${infected.filename} carries a virus and cannot be sent.` };
  const pending = files.find(({ scan }) => scan === 'pending');
  return pending ? { isFinal: false, words: `${pending.filename} is still being checked for viruses.` } : null;
}

/** When a message of this age asks again: a scanner that is away for long is not asked about it all the time. */
export function afterScan(since: Date, now: Date): Date {
  const age = (now.getTime() - since.getTime()) / 1000;
  const wait = Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, age / 2));
  return new Date(now.getTime() + wait * 1000);
}
