import { createStore, useStore } from './store.ts';

/** The time of day, moving every 30 seconds for everyone who shows it: one timer for all rows. */
const now = createStore(Date.now());
let followers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const followed = {
  ...now,
  subscribe(listener: () => void) {
    const leave = now.subscribe(listener);
    if (followers++ === 0) timer = setInterval(() => now.set(Date.now()), 30_000);
    return () => {
      leave();
      if (--followers === 0) clearInterval(timer);
    };
  },
};

export const useNow = (): number => useStore(followed);
