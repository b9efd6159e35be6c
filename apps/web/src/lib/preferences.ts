import { readStored, writeStored } from './storage.ts';
import { createStore, useStore } from './store.ts';

export interface Preferences {
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  /** Single-key shortcuts. ⌘K and ⌘Enter work in any case. */
  shortcuts: boolean;
  /** Sidebar and customer pane out of the way. */
  focused: boolean;
  contextOpen: boolean;
  /** Widths of the panes in pixels. */
  sidebarWidth: number;
  listWidth: number;
  contextWidth: number;
  /** Sections of the customer pane that are folded away. */
  folded: string[];
}

const KEY = 'switchboard.preferences';

const defaults: Preferences = {
  theme: 'system',
  density: 'comfortable',
  shortcuts: true,
  focused: false,
  contextOpen: true,
  sidebarWidth: 220,
  listWidth: 340,
  contextWidth: 320,
  folded: [],
};

const preferences = createStore<Preferences>({ ...defaults, ...(readStored(KEY) as Partial<Preferences> | null) });

export function setPreferences(change: Partial<Preferences>): void {
  preferences.set((current) => ({ ...current, ...change }));
  writeStored(KEY, preferences.get());
  if (change.theme) applyTheme(change.theme);
}

function applyTheme(theme: Preferences['theme']): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const getPreferences = (): Preferences => preferences.get();

export function usePreference<K extends keyof Preferences>(name: K): Preferences[K] {
  return useStore(preferences, (value) => value[name]);
}
