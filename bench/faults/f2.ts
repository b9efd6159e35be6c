import { SmtpSink } from '@switchboard/simulator';
import { seedPeople } from '../harness/portal.ts';
import { check, rounded } from '../harness/report.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { MailDesk } from './stage/mail-desk.ts';
import { Postgres } from './stage/postgres.ts';

const MAILS_OF_A_ROUND = 6;
const DONE_WITHIN_MS = 60_000;

export const script: FaultScript<{ kills: number; workers: number; hurried: number }> = {
  id: 'f2',
  summary: 'workers are killed (SIGKILL) while they hand mails over',
  full: { kills: 50, workers: 2, hurried: 0 },
  small: { kills: 1, workers: 1, hurried: 1 },
  async run({ kills, workers, hurried }, log) {
    const sink = await new SmtpSink().start();
    const nodes: ApiNode[] = [];
    try {
      await using postgres = await Postgres.start();
      await seedPeople(await postgres.client());
      await using api = await ApiNode.start(postgres.url, { ROLE: 'api', UNDO_SECONDS: '0' });
      for (let at = 0; at < workers; at += 1) nodes.push(await ApiNode.start(postgres.url, { ROLE: 'worker' }));
      const desk = await MailDesk.open(api.url, postgres, sink.port);
      let killed = 0;
      let slowest = 0;
      let repeated = 0;
      for (let round = 0; killed < kills; round += 1) {
        const before = sink.mails.length;
        sink.hold();
        const recipients = Array.from({ length: MAILS_OF_A_ROUND }, (_, index) => `r${round}.${index}@example.test`);
        const ids = await desk.answer(recipients);
        // Handed over whole, and not acknowledged: the worst moment there is.
        await sink.took(before + 2);
        const killedAt = performance.now();
        await Promise.all(nodes.map((node) => node.kill()));
        killed += nodes.length;
        sink.release();
        // With few, nobody waits until the silence of the dead has lasted long enough.
        if (hurried > 0)
          await postgres.query(`update pgboss.job set heartbeat_on = now() - interval '1 hour' where state = 'active'`);
        await Promise.all(nodes.map((node) => node.startAgain()));
        const rows = await desk.until(ids, ({ delivery }) => delivery === 'sent', DONE_WITHIN_MS);
        slowest = Math.max(slowest, performance.now() - killedAt);
        for (const { recipient, internetMessageId } of rows) {
          const copies = sink.mails.filter((mail) => mail.recipients.includes(recipient));
          check(
            copies.some(({ isAcknowledged }) => isAcknowledged),
            `${recipient} never got it`,
          );
          check(
            copies.every(({ messageId }) => messageId === internetMessageId),
            `${recipient} got a mail under another Message-ID`,
          );
          repeated += copies.length - 1;
        }
        log(`${killed} kills; all done ${rounded((performance.now() - killedAt) / 1000)} s after the last`);
      }
      check(slowest < DONE_WITHIN_MS, `a mail took ${rounded(slowest)} ms`);
      return { kills: killed, slowestSeconds: slowest / 1000, repeatedUnderSameId: repeated, lost: 0, otherId: 0 };
    } finally {
      for (const node of nodes) await node[Symbol.asyncDispose]();
      await sink.stop();
    }
  },
};
