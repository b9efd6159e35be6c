import { createStore } from '../store.ts';

/** Which of the overlays that belong to the whole portal is open. */
export type Overlay = { name: 'palette'; commandId: string | null } | { name: 'help' } | { name: 'search' } | null;

export const overlay = createStore<Overlay>(null);

/** The sidebar on narrow screens. */
export const sidebarOpen = createStore(false);
