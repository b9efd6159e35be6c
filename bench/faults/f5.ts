import { SmtpSink, type SmtpFault } from '@switchboard/simulator';
import { seedPeople } from '../harness/portal.ts';
import { check } from '../harness/report.ts';
import { ApiNode } from './stage/api-node.ts';
import type { FaultScript } from './stage/fault-script.ts';
import { MailDesk, type SentRow } from './stage/mail-desk.ts';
import { Postgres } from './stage/postgres.ts';

const faults: Record<string, SmtpFault | null> = {
  fine: null,
  'shuts-down': { at: 'mail', reply: '421 4.3.2 Shutting down' },
  greylisted: { at: 'recipient', reply: '450 4.2.0 Greylisted' },
  'local-error': { at: 'data', reply: '451 4.3.0 Local error' },
  nobody: { at: 'recipient', reply: '550 5.1.1 Nobody of that name' },
  full: { at: 'data', reply: '552 5.2.2 Mailbox full' },
  dropped: { at: 'dropped' },
};
const kinds = Object.keys(faults);
const FINAL = new Set(['nobody', 'full']);
const TEMPORARY = new Set(['shuts-down', 'greylisted', 'local-error', 'dropped']);
/** Longer than the sender waits for a greeting. */
const SLOW_GREETING_MS = 20_000;
const PATIENCE_MS = 120_000;

const kindOf = (recipient: string) => recipient.split('.')[0] ?? '';

export const script: FaultScript<{ mails: number; slowGreetings: number }> = {
  id: 'f5',
  summary: 'the mail server answers 421, 450, 451, 550 and 552, breaks off after DATA, and greets slowly',
  full: { mails: 200, slowGreetings: 4 },
  small: { mails: 14, slowGreetings: 0 },
  async run({ mails, slowGreetings }, log) {
    const sink = new SmtpSink({
      faultFor: (recipient, nth) =>
        nth === 1 || FINAL.has(kindOf(recipient)) ? (faults[kindOf(recipient)] ?? null) : null,
      greetsAfter: (nth) => (nth <= slowGreetings ? SLOW_GREETING_MS : 0),
    });
    await sink.start();
    try {
      await using postgres = await Postgres.start();
      await seedPeople(await postgres.client());
      await using node = await ApiNode.start(postgres.url, { UNDO_SECONDS: '0', ALLOW_LOOPBACK_PROVIDERS: '1' });
      const desk = await MailDesk.open(node.url, postgres, sink.port);
      const recipients = Array.from(
        { length: mails },
        (_, index) => `${kinds[index % kinds.length]}.${index}@example.test`,
      );
      const ids = await desk.answer(recipients);
      const tried = await desk.until(ids, isSettledOrWaits, PATIENCE_MS);
      const waiting = tried.filter(({ delivery }) => delivery === 'queued');
      check(
        waiting.every(({ error }) => error !== null),
        'a mail waits for its next try without saying why',
      );
      log(`${waiting.length} wait for their next try`);
      // With few, an agent does not wait; with many, the portal tries again by itself.
      if (slowGreetings === 0) for (const { messageId } of waiting) await desk.tryNow(messageId);
      const rows = await desk.until(ids, ({ delivery }) => delivery === 'sent' || delivery === 'failed', PATIENCE_MS);
      return verify(rows, sink);
    } finally {
      await sink.stop();
    }
  },
};

function isSettledOrWaits({ delivery, waits, attempts }: SentRow): boolean {
  return delivery === 'sent' || delivery === 'failed' || (delivery === 'queued' && waits && attempts > 0);
}

function verify(rows: SentRow[], sink: SmtpSink): Record<string, number> {
  let retried = 0;
  let refused = 0;
  let repeated = 0;
  for (const { recipient, internetMessageId, delivery, error } of rows) {
    const kind = kindOf(recipient);
    const copies = sink.mails.filter((mail) => mail.recipients.includes(recipient));
    check(
      copies.every(({ messageId }) => messageId === internetMessageId),
      `${recipient} got a mail under another Message-ID`,
    );
    if (FINAL.has(kind)) {
      const fault = faults[kind] as { reply: string };
      check(delivery === 'failed', `${recipient}: ${delivery}, though the server refused it for good`);
      check(error?.includes(fault.reply) === true, `${recipient}: “${error}” are not the server's words`);
      check(sink.triesFor(recipient) === 1, `${recipient}: tried ${sink.triesFor(recipient)} times`);
      refused += 1;
      continue;
    }
    check(delivery === 'sent', `${recipient}: ${delivery}, ${error}`);
    check(
      copies.some(({ isAcknowledged }) => isAcknowledged),
      `${recipient} never got it`,
    );
    check(copies.length === (kind === 'dropped' ? 2 : 1), `${recipient} got it ${copies.length} times`);
    const tries = sink.triesFor(recipient);
    if (TEMPORARY.has(kind)) check(tries > 1, `${recipient}: sent without a second try`);
    if (tries > 1) retried += 1;
    repeated += copies.length - 1;
  }
  return { mails: rows.length, retried, refused, repeatedUnderSameId: repeated, lost: 0 };
}
