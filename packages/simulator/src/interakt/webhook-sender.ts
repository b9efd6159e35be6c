import { createHmac } from 'node:crypto';
import type { Feed } from '../feed.ts';

/** One webhook on its way: what was sent, and what the receiver answered each time. */
export interface WebhookDelivery {
  readonly type: string;
  readonly body: string;
  /** HTTP status of each attempt; 0 where there was no answer. */
  readonly answers: number[];
  state: 'pending' | 'accepted' | 'given_up';
}

const MOST_KEPT = 500;
const ANSWER_WITHIN_MS = 10_000;
/** Waits between attempts. The last ones span a restart of the receiver. */
const RETRY_AFTER_MS = [200, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 30_000, 60_000];

/** `sha256=<hex HMAC-SHA256 of the bytes>`, as in the header `Interakt-Signature`. */
export function interaktSignature(secret: string, body: string | Buffer): string {
  return `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
}

/** Posts signed webhooks and repeats those that are not answered 2xx. */
export class WebhookSender {
  readonly deliveries: WebhookDelivery[] = [];
  readonly #url: string;
  readonly #secret: string;
  readonly #feed: Feed;
  readonly #stopping = new AbortController();
  #underWay = 0;

  constructor(url: string, secret: string, feed: Feed) {
    this.#url = url;
    this.#secret = secret;
    this.#feed = feed;
  }

  get url(): string {
    return this.#url;
  }

  /** Resolves once the receiver accepted it, or it was given up. */
  async send(payload: object): Promise<WebhookDelivery> {
    const body = JSON.stringify(payload);
    const type = 'type' in payload ? String(payload.type) : 'unknown';
    const delivery: WebhookDelivery = { type, body, answers: [], state: 'pending' };
    this.deliveries.push(delivery);
    if (this.deliveries.length > MOST_KEPT) this.deliveries.shift();
    this.#underWay++;
    try {
      for (let attempt = 0; delivery.state === 'pending'; attempt++) {
        const status = await this.post(body, { 'interakt-signature': interaktSignature(this.#secret, body) });
        delivery.answers.push(status);
        const wait = RETRY_AFTER_MS[attempt];
        if (status >= 200 && status < 300) delivery.state = 'accepted';
        else if (wait === undefined || !(await this.#pause(wait))) delivery.state = 'given_up';
      }
    } finally {
      this.#underWay--;
      this.#feed.publish({ type: 'webhook' });
    }
    return delivery;
  }

  /** Posts bytes as they are, with headers of the caller's choice. @returns the HTTP status, 0 without an answer */
  async post(body: string | Buffer<ArrayBuffer>, headers: Record<string, string>): Promise<number> {
    try {
      const response = await fetch(this.#url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  /** Resolves when nothing is on its way. */
  idle(timeoutMs?: number): Promise<true> {
    return this.#feed.waitFor('the last webhook', () => (this.#underWay === 0 ? true : undefined), timeoutMs);
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** @returns false when the wait was cut short by the end of the simulator */
  #pause(milliseconds: number): Promise<boolean> {
    const { signal } = this.#stopping;
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const end = (elapsed: boolean) => () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        resolve(elapsed);
      };
      const aborted = end(false);
      const timer = setTimeout(end(true), milliseconds);
      signal.addEventListener('abort', aborted);
    });
  }
}
