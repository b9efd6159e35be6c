import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { connectInterakt, phoneOf, seedPeople, SLUG } from '../harness/portal.ts';
import { check, rounded } from '../harness/report.ts';
import { signed } from '../ingest/deliveries.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { settled, tracesOf } from './stage/ledger.ts';
import { Postgres } from './stage/postgres.ts';
import { WebhookSender } from './stage/webhook-sender.ts';

const PER_SECOND = 500;
const CUSTOMERS = 500;

export const script: FaultScript<{ kills: number; messages: number }> = {
  id: 'f1',
  summary: `the API is killed (SIGKILL) at random during ${PER_SECOND} webhooks/s; the sender repeats what was not acknowledged`,
  full: { kills: 100, messages: 50_000 },
  small: { kills: 3, messages: 900 },
  async run({ kills, messages }, log) {
    await using postgres = await Postgres.start();
    await seedPeople(await postgres.client());
    await using node = await ApiNode.start(postgres.url);
    await connectInterakt(node.running);

    const deliveries = Array.from({ length: messages }, (_, index) => signed(randomUUID(), phoneOf(index % CUSTOMERS)));
    const perRound = Math.ceil(messages / kills);
    const sendings: Promise<void>[] = [];
    await using sender = new WebhookSender(node.url);
    for (let kill = 0; kill < kills; kill += 1) {
      const round = deliveries.slice(kill * perRound, (kill + 1) * perRound);
      sendings.push(sender.deliverAll(round, PER_SECOND));
      await delay(Math.random() * (perRound / PER_SECOND) * 1000);
      await node.kill();
      const readyAfter = await node.startAgain();
      if ((kill + 1) % Math.ceil(kills / 10) === 0) log(`${kill + 1} kills; back after ${rounded(readyAfter)} ms`);
    }
    await Promise.all(sendings);
    const { acknowledged, unanswered } = sender;
    const calls = sender.answers.length;
    log(`all ${acknowledged} are acknowledged`);
    await settled(postgres, SLUG);
    const traces = await tracesOf(postgres, SLUG, deliveries);
    check(acknowledged === messages, `${messages - acknowledged} were never acknowledged`);
    const [stored] = await postgres.query<{ messages: number }>('select count(*)::int as messages from messages');
    check(stored!.messages === messages, `${stored!.messages} messages are stored, ${messages} were sent`);
    check(traces.lost === 0, `${traces.lost} messages are lost`);
    check(traces.doubled === 0, `${traces.doubled} messages are there twice`);
    return { kills, acknowledged, calls, unanswered, refused: calls - unanswered - acknowledged, ...traces };
  },
};
