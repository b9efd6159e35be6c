import { ledger, type LedgerFilter } from '@switchboard/contracts';
import { fetchFile, handOut } from '../../lib/download.ts';

/** Longer than the last line of an export. */
const TAIL_BYTES = 200;

/**
 * Saves the entries of a filter as a file.
 *
 * @returns whether these are all of them or only the newest; `cut_off` when not all came, and nothing is saved
 * @throws what fetching throws
 */
export async function saveExport(filter: LedgerFilter): Promise<'all' | 'only' | 'cut_off'> {
  const file = await fetchFile(ledger.export, { query: filter });
  const last = /(?:^|\n)end,"?(all|only) [^\n]*\r\n$/.exec(await file.slice(-TAIL_BYTES).text());
  if (!last) return 'cut_off';
  handOut(file, 'ledger.csv');
  return last[1] === 'all' ? 'all' : 'only';
}
