import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type { FolderCheck, MailboxCheck, MailboxFinding, mailboxChecks, Input, Output } from '@switchboard/contracts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { Database } from '../../../kernel/database/database.ts';
import { AppError, badField, found } from '../../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../../kernel/http/cursor.ts';
import { JobQueue, type RunningJob } from '../../../kernel/jobs/job-queue.ts';
import { IngestService } from '../../ingest/ingest.service.ts';
import { MailIntake } from '../inbound/mail-intake.ts';
import { MailsRepository } from '../inbound/mails.repository.ts';
import { isToBeWatched, type Mailbox } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { MailboxesService } from '../mailboxes/mailboxes.service.ts';
import { FolderIntake, foldersOf } from '../providers/imap/folder-intake.ts';
import { imapClient } from '../providers/imap/imap-client.ts';
import { MailFlow } from '../providers/imap/mail-flow.ts';
import { MailboxChecksRepository, type CheckRow } from './mailbox-checks.repository.ts';
import { MailboxComparison, noFigures } from './mailbox-comparison.ts';

const SHOWN = 10;
const SILENCE_MILLISECONDS = 60_000;

/** Checks, each night and when asked, that everything that lies in a mailbox is in the ledger too. */
@Injectable()
export class MailboxChecksService implements OnModuleInit {
  private readonly logger = new Logger('MailboxChecks');

  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly repository: MailboxChecksRepository,
    private readonly mailboxes: MailboxesService,
    private readonly allMailboxes: MailboxesRepository,
    private readonly ingest: IngestService,
    private readonly intake: MailIntake,
    private readonly flow: MailFlow,
    private readonly mails: MailsRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('mailbox.check', (job) => this.work(job));
    this.jobs.handle('mailbox.check-all', async () => {
      for (const mailbox of (await this.allMailboxes.all()).filter(isToBeWatched)) await this.enqueue(mailbox.id, null);
    });
  }

  async start(actor: Actor, mailboxId: string): Promise<MailboxCheck> {
    const { config } = await this.mailboxes.mailbox(mailboxId);
    if (!config.imap) throw new AppError('unprocessable', 'This mailbox has no IMAP server to compare with.');
    const id = await this.enqueue(mailboxId, actor.agentId);
    if (!id) throw new AppError('conflict', 'This mailbox is being checked already.');
    return toCheck(found(await this.repository.get(id), 'check'));
  }

  async newest(mailboxId: string): Promise<{ items: MailboxCheck[] }> {
    await this.mailboxes.mailbox(mailboxId);
    return { items: (await this.repository.newest(mailboxId, SHOWN)).map(toCheck) };
  }

  async findings(
    { id, checkId }: Input<typeof mailboxChecks.findings>['params'],
    { cursor, limit }: Input<typeof mailboxChecks.findings>['query'],
  ): Promise<Output<typeof mailboxChecks.findings>> {
    const after = cursor ? readCursor(cursor)[0] : '0';
    if (!/^\d{1,18}$/.test(after)) throw badField('query.cursor', 'is not a cursor of this list');
    const check = await this.repository.get(checkId);
    found(check?.accountId === id ? check : null, 'check');
    const rows = await this.repository.findings(checkId, after, limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return {
      items: shown.map((row) => ({
        id: Number(row.id),
        kind: row.kind as MailboxFinding['kind'],
        path: row.path,
        uid: Number(row.uid),
        inboundEventId: row.inboundEventId === null ? null : Number(row.inboundEventId),
        reason: row.reason,
      })),
      nextCursor: last ? writeCursor([last.id]) : null,
    };
  }

  /** @returns null while another check of the mailbox runs */
  private async enqueue(mailboxId: string, requestedBy: string | null): Promise<string | null> {
    return this.database.transaction(async () => {
      const id = await this.repository.insert(mailboxId, requestedBy);
      if (id) await this.jobs.enqueue('mailbox.check', { checkId: id });
      return id;
    });
  }

  private async work({ payload, retryCount, retryLimit, signal }: RunningJob<'mailbox.check'>): Promise<void> {
    const check = await this.repository.get(payload.checkId);
    if (check?.state !== 'running') return;
    try {
      await this.compare(check, await this.mailboxes.mailbox(check.accountId), signal);
      await this.repository.finish(check.id, null);
      await this.repository.prune(check.accountId);
    } catch (error) {
      // The next try begins anew; after the last one, people are told.
      if (retryCount < retryLimit) throw error;
      this.logger.warn({ err: error, check: check.id }, 'A mailbox could not be checked');
      await this.repository.finish(check.id, wordsOf(error));
    }
  }

  private async compare(check: CheckRow, mailbox: Mailbox, signal: AbortSignal): Promise<void> {
    if (!mailbox.config.imap) throw new Error('The mailbox has no IMAP server any more.');
    const client = imapClient(mailbox.config.imap, this.mailboxes.passwords(mailbox).imap, SILENCE_MILLISECONDS);
    // What is wrong comes by the command that is under way.
    client.on('error', () => undefined);
    try {
      await client.connect();
      const folders = await foldersOf(client);
      const intakes = folders.map((folder) => new FolderIntake(mailbox, folder, this.intake, this.flow));
      await new MailboxComparison(check.id, client, this.ingest, this.repository, this.mails).run(intakes, signal);
    } finally {
      client.close();
    }
  }
}

function wordsOf(error: unknown): string {
  const { responseText, message } = error as { responseText?: string; message?: string };
  return (responseText ?? message ?? String(error)).slice(0, 500);
}

function toCheck(row: CheckRow): MailboxCheck {
  // One of an earlier version does not know all figures.
  const folders = (row.folders as unknown as FolderCheck[]).map((known) => ({ ...noFigures(known.path), ...known }));
  const sum = (key: Exclude<keyof FolderCheck, 'path' | 'ignoredFor'>) =>
    folders.reduce((all, folder) => all + folder[key], 0);
  const share = row.total === null ? 0 : row.total === 0 ? 1 : Math.min(1, row.lookedAt / row.total);
  return {
    id: row.id,
    state: row.state as MailboxCheck['state'],
    error: row.error,
    requestedBy: row.requestedBy,
    progress: row.state === 'done' ? 1 : share,
    total: {
      onServer: sum('onServer'),
      stored: sum('stored'),
      ignored: sum('ignored'),
      ignoredFor: reasonsOf(folders),
      waiting: sum('waiting'),
      rejected: sum('rejected'),
      failed: sum('failed'),
      lost: sum('lost'),
      missing: sum('missing'),
      broughtIn: sum('broughtIn'),
    },
    folders,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

function reasonsOf(folders: FolderCheck[]): FolderCheck['ignoredFor'] {
  const counts = new Map<string, number>();
  for (const { reason, count } of folders.flatMap(({ ignoredFor }) => ignoredFor)) {
    counts.set(reason, (counts.get(reason) ?? 0) + count);
  }
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
