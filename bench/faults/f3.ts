import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { accessToken } from '../harness/people.ts';
import { ADMIN, AGENT, connectInterakt, phoneOf, seedPeople, SLUG } from '../harness/portal.ts';
import { untilAnswering } from '../harness/api.ts';
import { percentile } from '../harness/measure.ts';
import { check, rounded } from '../harness/report.ts';
import { signed, type Delivery } from '../ingest/deliveries.ts';
import { AgentSocket } from './stage/agent-socket.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript, Figures } from './stage/fault-script.ts';
import { settled, tracesOf } from './stage/ledger.ts';
import { Postgres } from './stage/postgres.ts';
import { Reader } from './stage/reader.ts';
import { WebhookSender, type Answer } from './stage/webhook-sender.ts';

const WEBHOOKS_PER_SECOND = 20;
const LISTS_PER_SECOND = 10;
const RECOVERY_MILLISECONDS = 5000;
const TRIAGE_MILLISECONDS = 30_000;
const LONGEST_CALM_MILLISECONDS = 1000;
const CUSTOMERS = 40;

/** A time in which the database was away. */
interface Outage {
  from: number;
  to: number;
  /** Milliseconds from its end until a customer's message was on an agent's screen again. */
  recovery: number;
}

export const script: FaultScript<{ terminations: number; stops: number; outages: number; outageSeconds: number }> = {
  id: 'f3',
  summary: 'every database connection is terminated; PostgreSQL crashes and comes back; it stays away for a while',
  full: { terminations: 50, stops: 10, outages: 3, outageSeconds: 30 },
  small: { terminations: 3, stops: 1, outages: 1, outageSeconds: 2 },
  async run({ terminations, stops, outages, outageSeconds }, log) {
    await using postgres = await Postgres.start();
    await seedPeople(await postgres.client());
    await using node = await ApiNode.start(postgres.url);
    await connectInterakt(node.running);
    const { pid } = node;
    // One who sees all teams: triage may route the customer to another while the message is on its way.
    using socket = await AgentSocket.open(node.url, accessToken(ADMIN));
    await using traffic = new Traffic(node.url);
    await traffic.deliver(socket);
    const happened: Outage[] = [];
    const fault = async (name: string, break_: () => Promise<unknown>, mend: () => Promise<unknown>) => {
      await delay(Math.random() * LONGEST_CALM_MILLISECONDS);
      const from = performance.now();
      await break_();
      await mend();
      const to = performance.now();
      await node.whileAlive(Promise.all([traffic.deliver(socket), untilAnswering(`${node.url}/health/ready`)]));
      const recovery = performance.now() - to;
      happened.push({ from, to, recovery });
      log(`${name}: away for ${rounded(to - from)} ms, everything works ${rounded(recovery)} ms later`);
    };
    let answers: Answer[] = [];
    {
      await using reader = new Reader(node.url, accessToken(AGENT), LISTS_PER_SECOND);
      traffic.flow();
      const back = () => postgres.startAgain();
      for (let count = 1; count <= terminations; count += 1)
        await fault(
          `termination ${count}`,
          () => postgres.terminateConnections(),
          async () => undefined,
        );
      for (let count = 1; count <= stops; count += 1)
        await fault(`crash ${count}`, () => postgres.stopImmediately(), back);
      for (let count = 1; count <= outages; count += 1)
        await fault(
          `outage ${count}`,
          () => postgres.stopImmediately(),
          () => delay(outageSeconds * 1000).then(back),
        );
      await node.whileAlive(traffic.stop());
      answers = [...traffic.sender.answers, ...reader.answers];
    }
    await node.whileAlive(settled(postgres, SLUG));
    await node.whileAlive(traffic.deliver(socket));
    await node.whileAlive(triaged(postgres));
    check(node.pid === pid, 'It is another process');
    const traces = await tracesOf(postgres, SLUG, traffic.deliveries);
    const unacknowledged = traffic.deliveries.length - traffic.sender.acknowledged;
    check(unacknowledged === 0, `${unacknowledged} messages were never acknowledged`);
    check(traces.lost === 0 && traces.doubled === 0, `${traces.lost} lost, ${traces.doubled} twice`);
    const recoveries = happened.map(({ recovery }) => recovery);
    const slowest = Math.max(...recoveries);
    check(slowest <= RECOVERY_MILLISECONDS, `It took ${rounded(slowest)} ms to recover`);
    return {
      ...judged(answers, happened),
      ...traces,
      recoveryP50: percentile(recoveries, 50),
      recoverySlowest: slowest,
    };
  },
};

/** @throws unless every answer that was not a good one overlaps with an outage or the recovery from it */
function judged(answers: Answer[], outages: Outage[]): Figures {
  const bad = answers.filter(({ status }) => status === null || status < 200 || status >= 300);
  const strange = bad.filter(({ status }) => status === null || status < 500);
  check(strange.length === 0, `Answers were ${[...new Set(strange.map(({ status }) => status))].join()}`);
  const outOfPlace = bad.filter(
    ({ askedAt, answeredAt }) =>
      !outages.some(({ from, to, recovery }) => askedAt <= to + recovery && answeredAt >= from),
  );
  check(outOfPlace.length === 0, `${outOfPlace.length} answers were 5xx while the database was there`);
  return {
    answers: answers.length,
    unavailable: bad.filter(({ status }) => status === 503).length,
    internal: bad.filter(({ status }) => status !== 503).length,
  };
}

/** Jobs go on, too. @throws when one is lost, or when they do not get to the newest message */
async function triaged(postgres: Postgres): Promise<void> {
  const missing = 'not exists (select from message_triage t where t.message_id = m.id)';
  for (const until = performance.now() + TRIAGE_MILLISECONDS; ; await delay(200)) {
    const [newest] = await postgres.query<{ waits: boolean }>(
      `select ${missing} as waits from messages m order by created_at desc limit 1`,
    );
    if (!newest!.waits) break;
    check(performance.now() < until, 'Triage does not get to the newest message');
  }
  const [row] = await postgres.query<{ lost: number }>(
    `select count(*)::int as lost from messages m
     where ${missing} and not exists (
       select from pgboss.job j
       where j.name = 'triage.message' and j.data ->> 'messageId' = m.id::text and j.state in ('created', 'retry', 'active')
     )`,
  );
  check(row!.lost === 0, `${row!.lost} jobs are lost`);
}

/** Customers' messages all the time, and one at the right moment. */
class Traffic implements AsyncDisposable {
  readonly deliveries: Delivery[] = [];
  readonly sender: WebhookSender;
  #flowing: Promise<void> | null = null;
  #stopped = false;

  constructor(url: string) {
    this.sender = new WebhookSender(url);
  }

  flow(): void {
    this.#flowing = (async () => {
      const open = new Set<Promise<void>>();
      while (!this.#stopped) {
        const sent = this.#send(`message ${randomUUID()}`).finally(() => open.delete(sent));
        open.add(sent);
        await delay(1000 / WEBHOOKS_PER_SECOND);
      }
      await Promise.all(open);
    })();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#flowing;
  }

  /** Resolves when a new message is on the agent's screen. */
  async deliver(socket: AgentSocket): Promise<void> {
    const text = `probe ${randomUUID()}`;
    await Promise.all([this.#send(text), socket.hears(text)]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true;
    await this.sender[Symbol.asyncDispose]();
  }

  #send(text: string): Promise<void> {
    const delivery = signed(randomUUID(), phoneOf(this.deliveries.length % CUSTOMERS), text);
    this.deliveries.push(delivery);
    return this.sender.deliver(delivery);
  }
}
