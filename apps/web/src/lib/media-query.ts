import { useSyncExternalStore } from 'react';

/** Follows a CSS media query. */
export function useMediaQuery(condition: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = window.matchMedia(condition);
      list.addEventListener('change', listener);
      return () => list.removeEventListener('change', listener);
    },
    () => window.matchMedia(condition).matches,
  );
}

/** From this width on the panes stand beside each other. */
export const WIDE = '(min-width: 1024px)';
