import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { headersOf, SLUG } from '../../harness/portal.ts';
import type { Delivery } from '../../ingest/deliveries.ts';

const CONNECTIONS = 32;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 1000;
/** From the first call for a delivery until the sender gives up on it. */
const PATIENCE_MILLISECONDS = 900_000;

/** What a call came to; times by `performance.now()`. */
export interface Answer {
  askedAt: number;
  answeredAt: number;
  /** Null when there was no answer: refused, or broken off. */
  status: number | null;
}

/** Delivers as a provider does: at its own pace, and again with growing pauses until it is told 2xx. */
export class WebhookSender implements AsyncDisposable {
  /** Of all calls, repeated ones as well. */
  readonly answers: Answer[] = [];
  acknowledged = 0;
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  }

  /** Calls that got no answer. */
  get unanswered(): number {
    return this.answers.filter(({ status }) => status === null).length;
  }

  /** Begins so many deliveries per second, whatever becomes of those before. */
  async deliverAll(deliveries: Delivery[], perSecond: number): Promise<void> {
    const started = performance.now();
    await Promise.all(
      deliveries.map(async (delivery, index) => {
        await delay(Math.max(0, started + (index / perSecond) * 1000 - performance.now()));
        await this.deliver(delivery);
      }),
    );
  }

  /** Resolves when it is acknowledged, or given up. */
  async deliver(delivery: Delivery): Promise<void> {
    const until = performance.now() + PATIENCE_MILLISECONDS;
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
      const status = await this.#call(delivery);
      if (status !== null && status >= 200 && status < 300) {
        this.acknowledged += 1;
        return;
      }
      if (performance.now() > until) return;
      // Not all at the same moment.
      await delay(pause * (0.5 + Math.random()));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pool.destroy();
  }

  async #call({ body, signature }: Delivery): Promise<number | null> {
    const path = `/webhooks/interact/${SLUG}`;
    const answer = await asked(this.#pool, { method: 'POST', path, headers: headersOf(signature), body });
    this.answers.push(answer);
    return answer.status;
  }
}

/** Sends one request and reads its answer to the end; does not throw. */
export async function asked(pool: Pool, request: Parameters<Pool['request']>[0]): Promise<Answer> {
  const askedAt = performance.now();
  const status = await pool.request(request).then(
    async ({ statusCode, body }) => {
      await body.dump();
      return statusCode;
    },
    () => null,
  );
  return { askedAt, answeredAt: performance.now(), status };
}
