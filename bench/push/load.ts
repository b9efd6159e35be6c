import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { io } from 'socket.io-client';
import { Pool } from 'undici';
import { headersOf, phoneOf, SLUG } from '../harness/portal.ts';
import { answerWith } from '../harness/worker.ts';
import { signed } from '../ingest/deliveries.ts';

export interface Load {
  url: string;
  token: string;
  messages: number;
  /** Customers who write in turn, once each before the clock starts. */
  customers: number;
  pauseMilliseconds: number;
}

export interface Heard {
  /** Milliseconds from the POST to the event, in the order of the messages. */
  times: number[];
  /** Events that told of a message that was told of before, or of none that was sent. */
  wrong: string[];
  /** Positions of the log, in the order in which they came; none from a server that has no log. */
  positions: number[];
}

const PATIENCE_MILLISECONDS = 10_000;

interface Told {
  position?: number;
  cause: string;
  message: { text: string };
}

answerWith(async ({ url, token, messages, customers, pauseMilliseconds }: Load): Promise<Heard> => {
  const socket = io(`${url}/inbox`, { auth: { token }, transports: ['websocket'] });
  await new Promise<void>((resolve, reject) => {
    socket.once('ready', () => resolve()).once('connect_error', reject);
  });
  const awaited = new Map<string, () => void>();
  const wrong: string[] = [];
  const positions: number[] = [];
  socket.on('message', ({ cause, message, position }: Told) => {
    if (cause !== 'message.received') return;
    if (position !== undefined) positions.push(position);
    if (awaited.has(message.text)) awaited.get(message.text)!();
    else wrong.push(message.text);
    awaited.delete(message.text);
  });
  const pool = new Pool(url, { connections: 1 });
  const send = async (index: number): Promise<number> => {
    const text = `message ${randomUUID()}`;
    const { body, signature } = signed(randomUUID(), phoneOf(index % customers), text);
    const heard = new Promise<void>((resolve, reject) => {
      awaited.set(text, resolve);
      setTimeout(reject, PATIENCE_MILLISECONDS, new Error(`Nobody was told of "${text}"`)).unref();
    });
    const started = performance.now();
    const answered = pool.request({
      method: 'POST',
      path: `/webhooks/interact/${SLUG}`,
      headers: headersOf(signature),
      body,
    });
    await heard;
    const took = performance.now() - started;
    const answer = await answered;
    await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`A webhook was answered ${answer.statusCode}`);
    await delay(pauseMilliseconds);
    return took;
  };
  for (let index = 0; index < customers; index += 1) await send(index);
  const times: number[] = [];
  for (let index = 0; index < messages; index += 1) times.push(await send(index));
  await pool.close();
  socket.close();
  return { times, wrong, positions };
});
