import type { ChatMessage } from './interakt/chats.ts';
import type { Mail } from './mail/mailboxes.ts';
import type { Person } from './people.ts';

/** What changed on the customer's side; the page hears of it by server-sent events, specs by {@link Feed.waitFor}. */
export type Change =
  | { type: 'person'; person: Person }
  | { type: 'chat'; phone: string; message: ChatMessage }
  | { type: 'mail'; address: string; mail: Mail }
  | { type: 'webhook' };

/** One publisher, many listeners, nothing kept. */
export class Feed {
  readonly #listeners = new Set<(change: Change) => void>();

  /** @returns how to stop listening */
  subscribe(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(change: Change): void {
    for (const listener of this.#listeners) listener(change);
  }

  /**
   * Resolves with what `find` returns, now or after a later change.
   *
   * @param what names it in the error
   * @throws after `timeoutMs` milliseconds without it
   */
  waitFor<T>(what: string, find: () => T | undefined, timeoutMs = 10_000): Promise<T> {
    const found = find();
    if (found !== undefined) return Promise.resolve(found);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        stop();
        reject(new Error(`${what} did not come within ${timeoutMs} ms`));
      }, timeoutMs);
      const stop = this.subscribe(() => {
        const later = find();
        if (later === undefined) return;
        clearTimeout(timer);
        stop();
        resolve(later);
      });
    });
  }
}
