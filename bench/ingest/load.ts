import { Pool } from 'undici';
import { percentile, timed } from '../harness/measure.ts';
import { headersOf, SLUG } from '../harness/portal.ts';
import { answerWith } from '../harness/worker.ts';
import { deliveriesOf } from './deliveries.ts';

export interface Load {
  url: string;
  connections: number;
  messages: number;
  /** Delivered before the clock starts. */
  warmUp: number;
}

export interface Delivered {
  /** Ledger keys of all that was acknowledged, each once. */
  acknowledged: string[];
  /** Answers that said `duplicate`. */
  duplicates: number;
  answers: number;
  /** Messages stored a second, duplicates not counted. */
  storedPerSecond: number;
  p50: number;
  p99: number;
}

answerWith(async ({ url, connections, messages, warmUp }: Load): Promise<Delivered> => {
  const pool = new Pool(url, { connections, pipelining: 1 });
  const acknowledged = new Set<string>();
  let duplicates = 0;
  const send = async ({ externalId, body, signature }: (typeof deliveries)[number]) => {
    const answer = await pool.request({
      method: 'POST',
      path: `/webhooks/interact/${SLUG}`,
      headers: headersOf(signature),
      body,
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`A webhook was answered ${answer.statusCode}: ${text}`);
    if ((JSON.parse(text) as { duplicate: boolean }).duplicate) duplicates += 1;
    acknowledged.add(externalId);
  };
  const early = deliveriesOf(warmUp);
  const deliveries = deliveriesOf(messages);
  await timed(early.length, connections, (_, index) => send(early[index]!));
  const started = performance.now();
  const times = await timed(deliveries.length, connections, (_, index) => send(deliveries[index]!));
  const seconds = (performance.now() - started) / 1000;
  await pool.close();
  return {
    acknowledged: [...acknowledged],
    duplicates,
    answers: early.length + deliveries.length,
    storedPerSecond: messages / seconds,
    p50: percentile(times, 50),
    p99: percentile(times, 99),
  };
});
