import { createStore } from '../store.ts';

/** How the live connection is doing. `connecting` is the first time only. */
export interface Link {
  state: 'connecting' | 'live' | 'reconnecting' | 'offline';
  /** Since when the connection has been gone, milliseconds since 1970. */
  lostAt: number | null;
  /** After a reconnect: how long it was gone and how many missed updates came in. */
  caughtUp: { awayMs: number; updates: number; reloaded: boolean } | null;
}

export const link = createStore<Link>({ state: 'connecting', lostAt: null, caughtUp: null });

/** The last thing worth saying aloud to somebody who does not see the list change. */
export const announcement = createStore('');
