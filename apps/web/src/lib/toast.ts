import { explain } from './errors.ts';
import { createStore } from './store.ts';

interface Toast {
  text: string;
  isProblem: boolean;
  description?: string;
  action?: { label: string; onClick: () => void };
  /** It stays until then, and counts the seconds down. */
  until?: number;
}

/** What is to be said and is not on the page yet. Nothing has to be fetched for it: a lost connection is said this way. */
export const unsaid = createStore<readonly Toast[]>([]);

const add = (toast: Toast): void => unsaid.set((waiting) => [...waiting, toast]);

/** A short message at the foot of the page. */
export function say(text: string, options: Pick<Toast, 'action' | 'until'> = {}): void {
  add({ text, isProblem: false, ...options });
}

/** Something did not work, and why. */
export function sayProblem(text: string, error?: unknown): void {
  const description = typeof error === 'string' ? error : explain(error);
  add({ text, isProblem: true, ...(error === undefined ? {} : { description }) });
}
