import { createTransport } from 'nodemailer';
import { PgBoss } from 'pg-boss';
import { BARE_QUEUE, type BareJob, type BareWorkerCommands } from './bare-queue.ts';
import { letterOf } from './letter.ts';
import { answering } from './process.ts';

// The least that could send mail from a queue on PostgreSQL: take a job, hand the mail over, mark the job as done.

answering<BareWorkerCommands>({
  start: async ({ databaseUrl, port, mailboxes, lanes }) => {
    const transports = Array.from({ length: mailboxes }, () =>
      createTransport({ pool: true, host: '127.0.0.1', port, secure: false, maxConnections: 4, maxMessages: 100 }),
    );
    const boss = new PgBoss({
      connectionString: databaseUrl,
      schema: 'pgboss',
      useListenNotify: true,
      max: 6,
      schedule: false,
    });
    boss.on('error', (error) => console.error(error));
    await boss.start();
    await boss.createQueue(BARE_QUEUE, { notify: true });
    for (let lane = 0; lane < lanes; lane += 1) {
      let worker = '';
      worker = await boss.work<BareJob>(BARE_QUEUE, { batchSize: 1, pollingIntervalSeconds: 5 }, async ([job]) => {
        const { mailbox, to, messageId } = job!.data;
        try {
          await transports[mailbox]!.sendMail(letterOf(mailbox, to, messageId));
        } finally {
          boss.notifyWorker(worker);
        }
      });
    }
    return null;
  },
});
