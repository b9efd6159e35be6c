import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, supportEmails } from '@switchboard/contracts';
import { Dovecot } from '@switchboard/local-stack';
import type pg from 'pg';
import { startApi } from './harness/api.ts';
import { Cluster, type BenchDatabase } from './harness/cluster.ts';
import { inTurn } from './harness/measure.ts';
import { accessToken } from './harness/people.ts';
import { ADMIN, seedPortal } from './harness/portal.ts';
import { bench, check, report, rounded, say } from './harness/report.ts';
import { runApart } from './harness/worker.ts';
import type { Bare, Fetched } from './mail/bare-fetch.ts';
import { lettersOf } from './mail/letters.ts';

// `pnpm bench mail`: mails fetched, parsed, threaded and stored a second, against a loop that only fetches them.

const MAILS = 5000;
const LEDGER = 50_000;
const TARGET = 0.1;
const PATIENCE_MILLISECONDS = 300_000;

await bench('mail', async () => {
  const cluster = await Cluster.start();
  try {
    const small = await compare(cluster, MAILS / 10);
    const large = await compare(cluster, MAILS);
    const ratio = large.a / large.b;
    report({
      name: 'mail',
      ratio,
      target: TARGET,
      a: large.a,
      b: large.b,
      unit: 'mails/s',
      ok: ratio >= TARGET,
      mails: MAILS,
      tenthOfMails: { ratio: small.a / small.b, a: small.a, b: small.b },
    });
  } finally {
    await cluster.stop();
  }
});

async function compare(cluster: Cluster, mails: number) {
  const template = {
    name: `portal_${LEDGER}`,
    seededBy: join(import.meta.dirname, 'harness/portal.ts'),
    seed: (client: pg.Client) => seedPortal(client, LEDGER),
  };
  await using dovecot = await Dovecot.start();
  for (const letter of lettersOf(mails)) await dovecot.deliver(letter);
  const bare = async () => {
    const fetched = await runApart<Fetched>(
      join(import.meta.dirname, 'mail/bare-fetch.ts'),
      dovecot.server satisfies Bare,
    );
    check(fetched.mails === mails, `${fetched.mails} of ${mails} mails were fetched`);
    return fetched;
  };
  // The server reads the folder for the first time: neither side is to pay for it.
  const { bytes } = await bare();
  say(`${mails.toLocaleString('en')} mails of ${rounded(bytes / mails / 1024)} KiB on average`);
  const brought = async () => {
    const database = await cluster.database(template);
    try {
      return await bringIn(database, dovecot, mails);
    } finally {
      await database.drop();
    }
  };
  const { a, b, rounds } = await inTurn(brought, async () => (await bare()).perSecond);
  say(`mails/s into the inbox / only fetched: ${rounds.map((round) => round.map(rounded).join(' / ')).join(', ')}`);
  return { a, b };
}

/** From the moment the mailbox is added to the moment its last mail is in the inbox. @returns mails a second */
async function bringIn(database: BenchDatabase, dovecot: Dovecot, mails: number): Promise<number> {
  const api = await startApi(database.url);
  try {
    const client = createClient({ baseUrl: api.url, token: () => accessToken(ADMIN) });
    const started = performance.now();
    await client(supportEmails.create, {
      body: { address: 'support@demo.test', name: 'Support', imap: dovecot.server },
    });
    await untilProcessed(database, mails);
    const seconds = (performance.now() - started) / 1000;
    await verify(database, mails);
    return mails / seconds;
  } finally {
    await api.stop();
  }
}

async function untilProcessed(database: BenchDatabase, mails: number): Promise<void> {
  const until = performance.now() + PATIENCE_MILLISECONDS;
  while (performance.now() < until) {
    // By indexes only: asking is not to slow down what is measured.
    const [row] = await database.query<{ done: boolean }>(
      `select coalesce((select last_uid >= $1 from mailbox_cursors where path = 'INBOX'), false)
         and not exists (select 1 from inbound_events where status = 'received') as done`,
      [mails],
    );
    if (row!.done) return;
    await delay(20);
  }
  check(false, `Not all of ${mails} mails were worked through in ${PATIENCE_MILLISECONDS / 1000} s`);
}

/** Each mail is one message, and each answer is in the conversation of the mail it answers. */
async function verify(database: BenchDatabase, mails: number): Promise<void> {
  const [stored] = await database.query<{ messages: number; hashes: number; processed: number; astray: number }>(
    `select (select count(*)::int from messages) as messages,
            (select count(distinct content_hash)::int from email_messages) as hashes,
            (select count(*)::int from inbound_events where provider = 'imap' and status = 'processed') as processed,
            (select count(*)::int from email_messages mail
               join messages m on m.id = mail.message_id
               join email_messages other on other.internet_message_id = mail.in_reply_to
               join messages o on o.id = other.message_id
             where m.conversation_id <> o.conversation_id) as astray`,
  );
  const right = stored!.messages === mails && stored!.hashes === mails && stored!.processed === mails;
  check(right, `${mails} mails lie on the server, ${JSON.stringify(stored)} is stored`);
  check(stored!.astray === 0, `${stored!.astray} answers are not with what they answer`);
}
