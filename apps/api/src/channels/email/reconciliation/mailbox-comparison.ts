import type { FolderCheck } from '@switchboard/contracts';
import type { ImapFlow } from 'imapflow';
import type { IngestService } from '../../ingest/ingest.service.ts';
import type { MailsRepository } from '../inbound/mails.repository.ts';
import type { FolderIntake } from '../providers/imap/folder-intake.ts';
import type { MailboxChecksRepository, NewFinding } from './mailbox-checks.repository.ts';

/** UIDs looked through at once; as many rows of the ledger at most. */
const PAGE = 5_000;

const LOST = 'It was processed, but its message is not here. Replay its entry to make it anew.';

type LedgerRow = Awaited<ReturnType<IngestService['rowsOf']>>[number];
type Status = 'stored' | 'ignored' | 'waiting' | 'rejected' | 'failed';
const statuses: Record<string, Status> = {
  processed: 'stored',
  ignored: 'ignored',
  received: 'waiting',
  rejected: 'rejected',
  failed: 'failed',
};

/**
 * Compares what lies in a mailbox with the ledger, and what the ledger calls processed with the messages, by numbers only;
 * and fetches what the ledger has not heard of.
 */
export class MailboxComparison {
  private lookedAt = 0;
  private readonly folders: FolderCheck[] = [];

  constructor(
    private readonly checkId: string,
    private readonly client: ImapFlow,
    private readonly ingest: IngestService,
    private readonly checks: MailboxChecksRepository,
    private readonly mails: MailsRepository,
  ) {}

  /** @throws when the server does not go along, or `signal` says so */
  async run(intakes: FolderIntake[], signal: AbortSignal): Promise<void> {
    let total = 0;
    for (const { folder } of intakes) {
      const state = await this.client.status(folder.path, { uidNext: true });
      total += state && state.uidNext ? state.uidNext - 1 : 0;
    }
    await this.checks.begin(this.checkId, total);
    for (const intake of intakes) {
      const lock = await this.client.getMailboxLock(intake.folder.path, { readOnly: true });
      try {
        await this.compare(intake, signal);
      } finally {
        lock.release();
      }
    }
  }

  private async compare(intake: FolderIntake, signal: AbortSignal): Promise<void> {
    const opened = this.client.mailbox;
    if (!opened) return;
    const figures = noFigures(intake.folder.path);
    this.folders.push(figures);
    let isOurs = false;
    for (let from = 1; from < opened.uidNext; from += PAGE) {
      signal.throwIfAborted();
      const to = Math.min(from + PAGE, opened.uidNext) - 1;
      let uids = await this.uids(from, to, isOurs ? undefined : intake.since);
      if (!isOurs && uids[0] !== undefined) {
        // From the first mail that is ours on, all are, however old: an old mail can be moved into a folder.
        isOurs = true;
        uids = await this.uids(uids[0], to);
      }
      const findings = await this.page(intake, opened.uidValidity, uids, figures);
      this.lookedAt += to - from + 1;
      await this.checks.advance(this.checkId, this.lookedAt, this.folders, findings);
    }
  }

  private async uids(from: number, to: number, since?: Date): Promise<number[]> {
    const found = await this.client.search({ uid: `${from}:${to}`, ...(since ? { since } : {}) }, { uid: true });
    return (found || []).filter((uid) => uid >= from && uid <= to).sort((a, b) => a - b);
  }

  private async page(
    intake: FolderIntake,
    uidValidity: bigint,
    uids: number[],
    figures: FolderCheck,
  ): Promise<NewFinding[]> {
    const { path } = intake.folder;
    const keys = new Map(uids.map((uid) => [intake.keyOf(uidValidity, uid), uid]));
    const rows = await this.ingest.rowsOf('imap', intake.mailbox.address, [...keys.keys()]);
    const findings: NewFinding[] = [];
    const lost = await this.lost(intake, rows);
    for (const { id, externalId, status, reason } of rows) {
      figures.onServer += 1;
      const uid = keys.get(externalId)!;
      keys.delete(externalId);
      if (lost.has(externalId)) {
        figures.lost += 1;
        findings.push({ kind: 'lost', path, uid, inboundEventId: id, reason: LOST });
        continue;
      }
      const kind = statuses[status]!;
      figures[kind] += 1;
      if (kind === 'ignored') countReason(figures, reason ?? '');
      if (kind === 'rejected' || kind === 'failed') findings.push({ kind, path, uid, inboundEventId: id, reason });
    }
    const unheard = [...keys.values()];
    return [...findings, ...(await this.bringIn(intake, unheard, figures))];
  }

  /** The keys of those that were processed, and whose messages are not here any more. */
  private async lost({ mailbox }: FolderIntake, rows: LedgerRow[]): Promise<Set<string>> {
    const keys = rows
      // One that says what it reports on became no message, and those of a mailbox that was removed are not its own.
      .filter(({ status, reason, accountId }) => status === 'processed' && reason === null && accountId === mailbox.id)
      .map(({ externalId }) => externalId);
    const present = await this.mails.present(mailbox.id, keys);
    return new Set(keys.filter((key) => !present.has(key)));
  }

  private async bringIn(intake: FolderIntake, uids: number[], figures: FolderCheck): Promise<NewFinding[]> {
    const { path } = intake.folder;
    const findings: NewFinding[] = [];
    const left = new Set(uids);
    for await (const { stored } of intake.bringIn(this.client, uids)) {
      for (const [uid, { id }] of stored) {
        left.delete(uid);
        figures.onServer += 1;
        if (id === null) {
          // Whoever watches the mailbox was faster.
          figures.waiting += 1;
          continue;
        }
        figures.missing += 1;
        figures.broughtIn += 1;
        findings.push({ kind: 'missing', path, uid, inboundEventId: String(id), reason: null });
      }
    }
    for (const uid of left) {
      const [isThere] = await this.uids(uid, uid);
      if (isThere === undefined) continue;
      figures.onServer += 1;
      figures.missing += 1;
      findings.push({ kind: 'missing', path, uid, inboundEventId: null, reason: 'The server does not hand it out.' });
    }
    return findings;
  }
}

/** A folder of which nothing is known yet. */
export function noFigures(path: string): FolderCheck {
  return {
    path,
    onServer: 0,
    stored: 0,
    ignored: 0,
    ignoredFor: [],
    waiting: 0,
    rejected: 0,
    failed: 0,
    lost: 0,
    missing: 0,
    broughtIn: 0,
  };
}

function countReason({ ignoredFor }: FolderCheck, reason: string): void {
  const known = ignoredFor.find((one) => one.reason === reason);
  if (known) known.count += 1;
  else ignoredFor.push({ reason, count: 1 });
  ignoredFor.sort((a, b) => b.count - a.count);
}
