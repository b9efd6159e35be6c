import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { headersOf, SLUG } from '../../harness/portal.ts';
import type { Delivery } from '../../ingest/deliveries.ts';

const CONNECTIONS = 32;
const FIRST_PAUSE_MILLISECONDS = 100;
const LONGEST_PAUSE_MILLISECONDS = 1000;

export interface SenderOptions {
  url: string;
  /** Deliveries begun per second, whatever becomes of those before. */
  perSecond: number;
  /** Of a delivery, before the sender gives up. */
  patienceMilliseconds: number;
  /** Hears of each answer; null where there was none. */
  onAnswer?: (status: number | null) => void;
}

export interface Sent {
  /** Ledger keys of what was acknowledged. */
  acknowledged: string[];
  /** Calls in all, repeated ones as well. */
  calls: number;
  /** Calls that got no answer: refused, or broken off. */
  unanswered: number;
  /** Answers by status. */
  answers: Map<number, number>;
}

/** Delivers as a provider does: at its own pace, and again with growing pauses until it is told 2xx. */
export async function sendWebhooks(deliveries: Delivery[], options: SenderOptions): Promise<Sent> {
  const { url, perSecond, patienceMilliseconds, onAnswer } = options;
  const pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 });
  const sent: Sent = { acknowledged: [], calls: 0, unanswered: 0, answers: new Map() };
  const call = async ({ body, signature }: Delivery): Promise<number | null> => {
    try {
      const answer = await pool.request({
        method: 'POST',
        path: `/webhooks/interact/${SLUG}`,
        headers: headersOf(signature),
        body,
      });
      await answer.body.dump();
      return answer.statusCode;
    } catch {
      return null;
    }
  };
  const deliver = async (delivery: Delivery): Promise<void> => {
    const until = performance.now() + patienceMilliseconds;
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MILLISECONDS)) {
      const status = await call(delivery);
      sent.calls += 1;
      if (status === null) sent.unanswered += 1;
      else sent.answers.set(status, (sent.answers.get(status) ?? 0) + 1);
      onAnswer?.(status);
      if (status !== null && status >= 200 && status < 300) {
        sent.acknowledged.push(delivery.externalId);
        return;
      }
      if (performance.now() > until) return;
      // Not all at the same moment.
      await delay(pause * (0.5 + Math.random()));
    }
  };
  const started = performance.now();
  await Promise.all(
    deliveries.map(async (delivery, index) => {
      await delay(Math.max(0, started + (index / perSecond) * 1000 - performance.now()));
      await deliver(delivery);
    }),
  );
  await pool.close();
  return sent;
}
