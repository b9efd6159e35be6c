import { setTimeout as delay } from 'node:timers/promises';
import { createClient, mailboxChecks, supportEmails, type MailboxCheck } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import { accessToken } from '../harness/people.ts';
import { ADMIN, seedPeople } from '../harness/portal.ts';
import { check, rounded } from '../harness/report.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { settled } from './stage/ledger.ts';
import { Letters } from './stage/letters.ts';
import { Postgres } from './stage/postgres.ts';

const ADDRESS = 'support@demo.test';
const PER_FAULT = 20;
/** More than are fetched at once: the cursor moves in between. */
const PER_KILL = 120;
const LONGEST_CALM_MILLISECONDS = 800;
const PATIENCE_MILLISECONDS = 120_000;
const STEP_MILLISECONDS = 100;

export const script: FaultScript<{ renumberings: number; restarts: number; kills: number; nodeKills: number }> = {
  id: 'f4',
  summary:
    'the IMAP server numbers its mails anew, restarts and is killed while mail is fetched; the API is killed between store and cursor; every fifth mail lies there twice',
  needs: 'HAVE_DOVECOT',
  full: { renumberings: 20, restarts: 30, kills: 5, nodeKills: 30 },
  small: { renumberings: 1, restarts: 1, kills: 1, nodeKills: 1 },
  async run({ renumberings, restarts, kills, nodeKills }, log) {
    await using postgres = await Postgres.start();
    await seedPeople(await postgres.client());
    await using dovecot = await Dovecot.start();
    await using node = await ApiNode.start(postgres.url);
    const client = createClient({ baseUrl: node.url, token: () => accessToken(ADMIN) });
    const mailbox = await client(supportEmails.create, {
      body: { address: ADDRESS, name: 'Support', imap: dovecot.server },
    });
    const letters = new Letters(dovecot);

    const arrived = async () => {
      let most = -1;
      let movedAt = performance.now();
      for (;;) {
        const [row] = await postgres.query<{ stored: number }>(
          'select count(distinct internet_message_id)::int as stored from email_messages',
        );
        if (row!.stored >= letters.count) return;
        if (row!.stored > most) {
          most = row!.stored;
          movedAt = performance.now();
        }
        const waited = performance.now() - movedAt;
        check(waited < PATIENCE_MILLISECONDS, `${letters.count - row!.stored} of ${letters.count} mails do not arrive`);
        await delay(STEP_MILLISECONDS);
      }
    };
    const repeated = async (name: string, times: number, fault: () => Promise<void>) => {
      const started = performance.now();
      for (let time = 0; time < times; time += 1) {
        await fault();
        await node.whileAlive(arrived());
      }
      log(`${name} ${times} times, ${letters.count} mails so far, ${rounded((performance.now() - started) / 1000)} s`);
    };

    await repeated('numbered anew', renumberings, async () => {
      await letters.post(PER_FAULT / 4);
      await arrived();
      await dovecot.down();
      await dovecot.renumber();
      await letters.post(PER_FAULT / 4);
      await dovecot.up();
    });
    const whileFetching = (end: () => Promise<void>) => async () => {
      await letters.post(PER_FAULT);
      await delay(Math.random() * LONGEST_CALM_MILLISECONDS);
      await end();
      await letters.post(1);
      await dovecot.up();
    };
    await repeated(
      'restarted',
      restarts,
      whileFetching(() => dovecot.down()),
    );
    await repeated(
      'killed',
      kills,
      whileFetching(() => dovecot.kill()),
    );
    let between = 0;
    await repeated('the API killed', nodeKills, async () => {
      await letters.post(PER_KILL);
      await untilStoredBeyondCursor(postgres);
      await node.kill();
      // It is dead: what there is now is what it left.
      if (await isStoredBeyondCursor(postgres)) between += 1;
      await node.startAgain();
    });
    await settled(postgres, ADDRESS);

    const compared = await compare(client, mailbox.id);
    const [stored] = await postgres.query<{ messages: number; mails: number; failed: number; ignored: number }>(
      `select (select count(*)::int from messages) as messages,
              (select count(distinct internet_message_id)::int from email_messages) as mails,
              (select count(*)::int from inbound_events where status in ('failed', 'rejected')) as failed,
              (select count(*)::int from inbound_events where status = 'ignored') as ignored`,
    );
    const lost = letters.count - stored!.mails;
    const doubled = stored!.messages - stored!.mails;
    check(lost === 0, `${lost} mails are lost`);
    check(doubled === 0, `${doubled} mails are there twice`);
    check(stored!.failed === 0, `${stored!.failed} rows of the ledger failed`);
    check(compared.total.missing === 0, `${compared.total.missing} mails on the server are not in the ledger`);
    check(compared.total.lost === 0, `${compared.total.lost} mails were processed and have no message`);
    return {
      mails: letters.count,
      onServer: compared.total.onServer,
      toldApart: stored!.ignored,
      killsBetweenStoreAndCursor: between,
      lost,
      doubled,
    };
  },
};

async function isStoredBeyondCursor(postgres: Postgres): Promise<boolean> {
  const [row] = await postgres.query<{ beyond: boolean }>(
    `select coalesce((select (headers->>'uid')::bigint from inbound_events where provider = 'imap'
       and headers->>'path' = 'INBOX' order by id desc limit 1) > cursor.last_uid, false) as beyond
     from mailbox_cursors cursor where path = 'INBOX'`,
  );
  return row?.beyond === true;
}

/** Asks as fast as it can: the moment is short. */
async function untilStoredBeyondCursor(postgres: Postgres): Promise<void> {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  while (!(await isStoredBeyondCursor(postgres))) {
    check(performance.now() < until, 'Nothing is fetched');
  }
}

/** The portal's own comparison of mailbox and ledger. */
async function compare(client: ReturnType<typeof createClient>, id: string): Promise<MailboxCheck> {
  await client(mailboxChecks.start, { params: { id } });
  for (;;) {
    const { items } = await client(mailboxChecks.list, { params: { id } });
    const [newest] = items;
    if (newest && newest.state !== 'running') {
      check(newest.state === 'done', `The mailbox could not be compared: ${newest.error}`);
      return newest;
    }
    await delay(STEP_MILLISECONDS);
  }
}
