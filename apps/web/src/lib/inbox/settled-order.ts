import type { Conversation } from '@switchboard/contracts';

export interface Settled {
  /** What to show, in the order to show it. */
  rows: readonly Conversation[];
  /** How many rows came in or moved and wait to be shown where they belong. */
  waiting: number;
}

/**
 * Keeps rows where they are while the pointer is on them: what is known of each stays up to date, but new rows and
 * new places wait. Rows further down that were fetched meanwhile are added at the end.
 *
 * @param shown the rows as last shown; empty the first time
 * @param fresh the rows as they should be
 * @param dismissed rows this agent dealt with: they go at once
 */
export function settle(
  shown: readonly Conversation[],
  fresh: readonly Conversation[],
  dismissed: ReadonlySet<string>,
): Settled {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const held = shown.filter(({ id }) => byId.has(id) || !dismissed.has(id));
  const heldIds = new Set(held.map(({ id }) => id));
  const lastHeld = fresh.findLastIndex(({ id }) => heldIds.has(id));
  const appended = lastHeld === -1 ? [] : fresh.slice(lastHeld + 1);
  const arrived = fresh.slice(0, lastHeld + 1).filter(({ id }) => !heldIds.has(id)).length;
  const moved = held.filter((row) => {
    const now = byId.get(row.id);
    return now !== undefined && now.lastMessageAt !== row.lastMessageAt && fresh.indexOf(now) < held.indexOf(row);
  }).length;
  return { rows: [...held.map((row) => byId.get(row.id) ?? row), ...appended], waiting: arrived + moved };
}
