import type { Outgoing } from '../../lib/inbox/outbox.ts';
import { createStore } from '../../lib/store.ts';

/** Replies that the server refused or that were taken back: their text goes back to the composer. */
export const refused = createStore<Readonly<Record<string, Outgoing>>>({});
