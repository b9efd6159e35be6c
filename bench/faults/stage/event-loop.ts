import { check } from '../../harness/report.ts';

/**
 * How long the event loop of an API process stood still, by its own `/metrics`. The figure begins anew each time it is
 * read, so that what is missed by one reading is in the next.
 */
export class EventLoop {
  readonly #url: string;
  #startedAt = 0;

  private constructor(url: string) {
    this.#url = url;
  }

  /** What was before does not count. */
  static async of(url: string): Promise<EventLoop> {
    const loop = new EventLoop(url);
    const metrics = await loop.#metrics();
    loop.#startedAt = metrics('process_start_time_seconds');
    return loop;
  }

  /** Since the last reading, in milliseconds. @throws when another process answers than at first */
  async longestStall(): Promise<number> {
    const metrics = await this.#metrics();
    check(metrics('process_start_time_seconds') === this.#startedAt, 'The API is another process than before');
    return metrics('nodejs_eventloop_lag_max_seconds') * 1000;
  }

  async #metrics(): Promise<(name: string) => number> {
    const text = await (await fetch(`${this.#url}/metrics`)).text();
    return (name) => {
      const value = new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1];
      check(value !== undefined, `/metrics says nothing of ${name}`);
      return Number(value);
    };
  }
}
