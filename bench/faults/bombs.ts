import { createClient, supportEmails } from '@switchboard/contracts';
import { Dovecot, freePort } from '@switchboard/local-stack';
import { mailBombs } from '@switchboard/simulator';
import { createTransport } from 'nodemailer';
import { accessToken } from '../harness/people.ts';
import { ADMIN, seedPeople } from '../harness/portal.ts';
import { check, rounded } from '../harness/report.ts';
import { ApiNode } from './stage/api-node.ts';
import { EventLoop } from './stage/event-loop.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { nextOutcome } from './stage/ledger.ts';
import { Postgres } from './stage/postgres.ts';

const ADDRESS = { smtp: 'support@demo.test', imap: 'imap@demo.test' };
const SETTLED_MILLISECONDS = 5_000;
const STALL_MILLISECONDS = 500;

export const script: FaultScript<{ rounds: number }> = {
  id: 'bombs',
  summary: 'mails made to take a reader of mail down come by SMTP and by IMAP, one after the other',
  needs: 'HAVE_DOVECOT',
  full: { rounds: 10 },
  small: { rounds: 1 },
  async run({ rounds }, log) {
    await using postgres = await Postgres.start();
    await seedPeople(await postgres.client());
    await using dovecot = await Dovecot.start();
    const port = await freePort();
    await using node = await ApiNode.start(postgres.url, { SMTP_IN_PORT: String(port) });
    const client = createClient({ baseUrl: node.url, token: () => accessToken(ADMIN) });
    await client(supportEmails.create, { body: { address: ADDRESS.smtp, name: 'Support' } });
    await client(supportEmails.create, { body: { address: ADDRESS.imap, name: 'IMAP', imap: dovecot.server } });

    const relay = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
    const deliver = {
      smtp: async (raw: Buffer) => {
        await relay.sendMail({ envelope: { from: 'mallory@example.test', to: ADDRESS.smtp }, raw });
      },
      imap: (raw: Buffer) => dovecot.deliver(raw.toString('latin1')),
    };
    const sent = { smtp: 0, imap: 0 };
    const outcomeOf = async (way: 'smtp' | 'imap', raw: Buffer) => {
      await node.whileAlive(deliver[way](raw));
      sent[way] += 1;
      return node.whileAlive(nextOutcome(postgres, way, sent[way]));
    };

    await outcomeOf('smtp', ordinary('before'));
    const eventLoop = await EventLoop.of(node.url);
    const found = { mails: 0, setAside: 0, slowestMs: 0, longestStallMs: 0 };
    const send = async (way: 'smtp' | 'imap', name: string, raw: Buffer) => {
      const outcome = await outcomeOf(way, raw);
      const stall = await eventLoop.longestStall();
      const { status, reason, took } = outcome;
      const mail = `“${name}” by ${way}`;
      const isSetAside = status === 'rejected' || status === 'ignored';
      check(status === 'processed' || (isSetAside && /\S/.test(reason ?? '')), `${mail} is ${status}: ${reason}`);
      check(took < SETTLED_MILLISECONDS, `${mail} was worked through after ${rounded(took)} ms`);
      check(stall < STALL_MILLISECONDS, `Around ${mail} the API stood still for ${rounded(stall)} ms`);
      found.mails += 1;
      if (isSetAside) found.setAside += 1;
      found.slowestMs = Math.max(found.slowestMs, took);
      found.longestStallMs = Math.max(found.longestStallMs, stall);
      return outcome;
    };
    for (let round = 1; round <= rounds; round += 1) {
      for (const way of ['smtp', 'imap'] as const) {
        for (const { name, raw } of mailBombs(`${way}-${round}`)) await send(way, name, raw);
        const { status } = await send(way, 'an ordinary mail', ordinary(`${way}-${round}`));
        check(status === 'processed', `After them an ordinary mail by ${way} is ${status}`);
      }
      const { mails, slowestMs, longestStallMs } = found;
      log(`${mails} mails, slowest ${rounded(slowestMs)} ms, longest stall ${rounded(longestStallMs)} ms`);
    }
    return found;
  },
};

function ordinary(name: string): Buffer {
  return Buffer.from(
    `From: asha@example.test\r\nMessage-ID: <${name}@example.test>\r\nSubject: ${name}\r\n\r\nStill here`,
  );
}
