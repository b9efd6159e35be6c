import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { asked, type Answer } from './webhook-sender.ts';

const CONNECTIONS = 8;
/** An answer that takes longer counts as none. */
const PATIENCE_MILLISECONDS = 15_000;

/** Opens the inbox again and again, as agents do, whatever it is answered. */
export class Reader implements AsyncDisposable {
  readonly answers: Answer[] = [];
  readonly #pool: Pool;
  readonly #token: string;
  #stopped = false;
  readonly #done: Promise<void>;

  /** @param perSecond requests begun per second, whatever became of those before */
  constructor(url: string, token: string, perSecond: number) {
    this.#pool = new Pool(url, { connections: CONNECTIONS, headersTimeout: PATIENCE_MILLISECONDS });
    this.#token = token;
    this.#done = this.#read(1000 / perSecond);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.#done;
    await this.#pool.close();
  }

  async #read(pause: number): Promise<void> {
    const open = new Set<Promise<void>>();
    while (!this.#stopped) {
      const asked = this.#ask().finally(() => open.delete(asked));
      open.add(asked);
      await delay(pause);
    }
    await Promise.all(open);
  }

  async #ask(): Promise<void> {
    const headers = { authorization: `Bearer ${this.#token}` };
    this.answers.push(await asked(this.#pool, { method: 'GET', path: '/conversations', headers }));
  }
}
