import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { LedgerAccount } from '@switchboard/contracts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { LedgerOverviewRepository } from './ledger-overview.repository.ts';

/** What came in for each account, and what became of it. */
@Injectable()
export class LedgerOverviewService implements OnModuleInit {
  constructor(
    private readonly repository: LedgerOverviewRepository,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('ledger.fold-counts', () => this.repository.fold());
  }

  async accounts(): Promise<{ items: LedgerAccount[] }> {
    const [counts, waiting, reasons] = await Promise.all([
      this.repository.counts(),
      this.repository.waitingSince(),
      this.repository.reasons(),
    ]);
    const items = new Map<string, LedgerAccount>();
    for (const { provider, account, status, count, lastAt } of counts) {
      const key = keyOf({ provider, account });
      const item = items.get(key) ?? emptyOf(provider, account);
      items.set(key, item);
      item.seen += Number(count);
      item[status === 'received' ? 'waiting' : (status as 'processed')] = Number(count);
      const at = lastAt?.toISOString() ?? null;
      item.lastSeenAt = later(item.lastSeenAt, at);
      if (status === 'processed') item.lastSuccessAt = at;
      if (status === 'failed' || status === 'rejected') item.lastTroubleAt = later(item.lastTroubleAt, at);
    }
    const now = Date.now();
    for (const row of waiting) {
      const item = items.get(keyOf(row));
      if (item) item.lagSeconds = Math.max(0, Math.round((now - row.since.getTime()) / 1000));
    }
    for (const { status, reason, count, ...account } of reasons) {
      items.get(keyOf(account))?.reasons.push({ status: status as 'failed', reason, count: Number(count) });
    }
    return { items: [...items.values()].filter(({ seen }) => seen > 0) };
  }
}

function emptyOf(provider: string, account: string): LedgerAccount {
  return {
    provider,
    account,
    seen: 0,
    processed: 0,
    ignored: 0,
    rejected: 0,
    failed: 0,
    waiting: 0,
    lagSeconds: null,
    lastSeenAt: null,
    lastSuccessAt: null,
    lastTroubleAt: null,
    reasons: [],
  };
}

function keyOf({ provider, account }: { provider: string; account: string }): string {
  return `${provider}\n${account}`;
}

function later(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  return one > other ? one : other;
}
