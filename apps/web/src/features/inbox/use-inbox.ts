import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import type { InboxSearch } from '../../lib/inbox/search.ts';
import { createStore } from '../../lib/store.ts';

const route = getRouteApi('/app/inbox');

/** The row that J and K move; not necessarily the one that is open. */
export const cursor = createStore<string | null>(null);

/** The rows as they stand on the screen, top to bottom. */
export const shownRows = createStore<readonly string[]>([]);

/** Rows this agent dealt with: they leave the list at once, even under the pointer. */
export const dismissed = new Set<string>();

/** What the address says, and how to change it. */
export function useInbox() {
  const search = route.useSearch();
  const navigate = route.useNavigate();

  const change = useCallback(
    (part: Partial<InboxSearch>) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  /** Opening the first one is a step back; going from one to the next is not. */
  const open = useCallback(
    (id: string | null) => {
      if (id) cursor.set(id);
      void navigate({
        search: (before) => ({ ...before, conversation: id ?? undefined }),
        replace: search.conversation !== undefined && id !== null,
      });
    },
    [navigate, search.conversation],
  );
  return { search, change, open };
}

/** The row `step` places from `id`; the first or last one where there is no such row. */
export function neighbour(id: string | null, step: 1 | -1): string | null {
  const rows = shownRows.get();
  const at = id === null ? -1 : rows.indexOf(id);
  if (at === -1) return (step === 1 ? rows[0] : rows.at(-1)) ?? null;
  return rows[at + step] ?? null;
}

/** Where to go on when this row is done with: the one below, else the one above. */
export const nextAfter = (id: string): string | null => neighbour(id, 1) ?? neighbour(id, -1);
