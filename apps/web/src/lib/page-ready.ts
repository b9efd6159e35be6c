import { useEffect } from 'react';
import { createStore, useStore } from './store.ts';

/** Whatever happens, the rest is loaded after this time. */
const AT_LATEST_MS = 1500;

const ready = createStore(false);

/** The page is painted and settled by then. */
const BREATH_MS = 500;

/** Tells that what people came for is on the screen: soon the rest may be loaded. */
export const markPageReady = (): void => void setTimeout(() => ready.set(true), BREATH_MS);

/** False until the page shows what it is for. */
export function usePageReady(): boolean {
  useEffect(() => {
    const timer = setTimeout(markPageReady, AT_LATEST_MS);
    return () => clearTimeout(timer);
  }, []);
  return useStore(ready);
}
