import type { Conversation } from '@switchboard/contracts';
import { createStore } from '../../../lib/store.ts';

const nobody: ReadonlyMap<string, Conversation> = new Map();

/** The rows that one answer is to go to. */
export const chosen = createStore(nobody);

export const clearChosen = () => chosen.set(nobody);

/** Chooses a row, or lets it go. */
export function toggleChosen(row: Conversation): void {
  chosen.set((before) => {
    const after = new Map(before);
    if (!after.delete(row.id)) after.set(row.id, row);
    return after;
  });
}
