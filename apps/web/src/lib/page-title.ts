import { useEffect } from 'react';
import { createStore } from './store.ts';

const NAME = 'Switchboard';

interface Shown {
  /** What each level of the page is called: the innermost is what the tab says. */
  names: ReadonlyMap<number, string>;
  unread: number;
}

const shown = createStore<Shown>({ names: new Map(), unread: 0 });

export function titleOf({ names, unread }: Shown): string {
  const innermost = [...names].toSorted(([a], [b]) => b - a)[0]?.[1];
  return `${unread > 0 ? `(${unread}) ` : ''}${innermost ? `${innermost} · ` : ''}${NAME}`;
}

shown.subscribe(() => {
  document.title = titleOf(shown.get());
});

/**
 * Names the browser's tab while the component is there.
 *
 * @param level of what lies inside of each other the higher one is named; a page is 0
 */
export function usePageTitle(name: string | undefined, level = 0): void {
  useEffect(() => {
    if (!name) return;
    shown.set(({ names, ...rest }) => ({ ...rest, names: new Map(names).set(level, name) }));
    return () =>
      shown.set(({ names, ...rest }) => ({ ...rest, names: new Map([...names].filter(([at]) => at !== level)) }));
  }, [name, level]);
}

/** Says on the tab how much waits to be read; nothing once the component is gone. */
export function useUnreadTitle(unread: number): void {
  useEffect(() => {
    shown.set((before) => ({ ...before, unread }));
    return () => shown.set((before) => ({ ...before, unread: 0 }));
  }, [unread]);
}
