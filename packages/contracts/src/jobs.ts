import { z } from 'zod';

interface JobDeclaration<T extends z.ZodType = z.ZodType> {
  readonly payload: T;
  /** Attempts after the first, with exponential back-off starting at `retryDelaySeconds`. */
  readonly retries: number;
  readonly retryDelaySeconds: number;
  /** A worker silent for longer than this has lost the job to another. */
  readonly heartbeatSeconds: number;
  /** Jobs of this kind one node works on at the same time. */
  readonly concurrency: number;
  /** No worker is woken by one: who hears of it in the event log does that, so that live updates go first. */
  readonly afterTheNews?: true;
  /** Runs once per cluster at these times (UTC), at most once a minute. */
  readonly cron?: string;
}

function job<T extends z.ZodType>(declared: JobDeclaration<T>): JobDeclaration<T> {
  return declared;
}

/** Every job there is. The API refuses to start when one has no handler, or two. */
export const jobs = {
  'email.send': job({
    payload: z.object({ messageId: z.uuid() }),
    // For workers that died and a database that was away; what a mail server refuses is put in the queue anew.
    retries: 12,
    retryDelaySeconds: 2,
    heartbeatSeconds: 15,
    concurrency: 24,
  }),
  'conversations.bulk-reply': job({
    payload: z.object({ bulkReplyId: z.uuid() }),
    retries: 8,
    retryDelaySeconds: 2,
    heartbeatSeconds: 30,
    concurrency: 2,
  }),
  'mailbox.check': job({
    payload: z.object({ checkId: z.uuid() }),
    retries: 3,
    retryDelaySeconds: 20,
    heartbeatSeconds: 60,
    concurrency: 2,
  }),
  'mailbox.check-all': job({
    payload: z.object({}),
    retries: 0,
    retryDelaySeconds: 1,
    heartbeatSeconds: 60,
    concurrency: 1,
    cron: '10 21 * * *',
  }),
  'chat.send': job({
    payload: z.object({ messageId: z.uuid() }),
    retries: 6,
    retryDelaySeconds: 5,
    heartbeatSeconds: 30,
    concurrency: 16,
  }),
  'chat.fetch-media': job({
    payload: z.object({ attachmentId: z.uuid() }),
    // The file keeps count of its own tries; these are for workers that die.
    retries: 2,
    retryDelaySeconds: 10,
    heartbeatSeconds: 60,
    concurrency: 4,
  }),
  'chat.sync-templates': job({
    payload: z.object({ accountId: z.uuid().optional() }).describe('Without an account: all that are active'),
    retries: 2,
    retryDelaySeconds: 60,
    heartbeatSeconds: 60,
    concurrency: 1,
    cron: '23 * * * *',
  }),
  'attachments.scan': job({
    payload: z.object({ attachmentId: z.uuid() }),
    retries: 4,
    retryDelaySeconds: 5,
    heartbeatSeconds: 90,
    concurrency: 4,
  }),
  'attachments.scan-waiting': job({
    payload: z.object({}),
    retries: 0,
    retryDelaySeconds: 1,
    heartbeatSeconds: 30,
    concurrency: 1,
    cron: '* * * * *',
  }),
  'triage.message': job({
    payload: z.object({ messageId: z.uuid() }),
    retries: 3,
    retryDelaySeconds: 20,
    heartbeatSeconds: 60,
    concurrency: 4,
    afterTheNews: true,
  }),
  'ledger.replay': job({
    payload: z.object({ replayId: z.uuid() }),
    retries: 5,
    retryDelaySeconds: 10,
    heartbeatSeconds: 60,
    concurrency: 1,
  }),
  'ledger.fold-counts': job({
    payload: z.object({}),
    retries: 0,
    retryDelaySeconds: 1,
    heartbeatSeconds: 30,
    concurrency: 1,
    cron: '* * * * *',
  }),
  'inbox.fold-counts': job({
    payload: z.object({}),
    retries: 0,
    retryDelaySeconds: 1,
    heartbeatSeconds: 30,
    concurrency: 1,
    cron: '* * * * *',
  }),
  'inbox.wake-snoozed': job({
    payload: z.object({}),
    retries: 0,
    retryDelaySeconds: 1,
    heartbeatSeconds: 30,
    concurrency: 1,
    cron: '* * * * *',
  }),
} as const;

export type JobName = keyof typeof jobs;
export type JobPayload<N extends JobName> = z.infer<(typeof jobs)[N]['payload']>;
