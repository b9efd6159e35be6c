import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Input, ledger, LedgerReplay } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { found } from '../../kernel/http/app-error.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { IngestService } from './ingest.service.ts';
import { LedgerRowsRepository } from './ledger-rows.repository.ts';
import { LedgerReplaysRepository, type ReplayedRows } from './ledger-replays.repository.ts';

const BATCH = 200;
const SHOWN = 20;

/** Works through many rows of the ledger again: in batches, each with its progress in one transaction. */
@Injectable()
export class LedgerReplaysService implements OnModuleInit {
  constructor(
    private readonly repository: LedgerReplaysRepository,
    private readonly ledger: LedgerRowsRepository,
    private readonly ingest: IngestService,
    private readonly database: Database,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('ledger.replay', async ({ payload, signal }) => {
      while (!signal.aborted && (await this.step(payload.replayId)));
      // Whoever gets the job next goes on where this one was.
      signal.throwIfAborted();
    });
  }

  async start(actor: Actor, asked: Input<typeof ledger.replayMany>['body']): Promise<LedgerReplay> {
    return this.database.transaction(async () => {
      const most = 'ids' in asked ? asked.ids.length : asked.most;
      const rows = 'ids' in asked ? { ids: asked.ids } : { filter: asked.filter };
      const replay = await this.repository.insert(actor.agentId, rows, most);
      await this.jobs.enqueue('ledger.replay', { replayId: replay.id });
      return this.shown(replay);
    });
  }

  async newest(): Promise<{ items: LedgerReplay[] }> {
    return { items: await this.allShown(await this.repository.newest(SHOWN)) };
  }

  async stop(id: string): Promise<LedgerReplay> {
    return this.shown(found(await this.repository.stop(id), 'replay'));
  }

  private async shown(row: Row): Promise<LedgerReplay> {
    const [replay] = await this.allShown([row]);
    return replay!;
  }

  private async allShown(rows: Row[]): Promise<LedgerReplay[]> {
    const outcomes = Map.groupBy(await this.repository.outcomes(rows.map(({ id }) => id)), ({ replayId }) => replayId);
    return rows.map((row) => {
      const counts = (outcomes.get(row.id) ?? []).map(({ status, count }) => [status, Number(count)] as const);
      return toReplay(row, { ...nothing, ...Object.fromEntries(counts) });
    });
  }

  /** @returns whether there is more to do */
  private async step(id: string): Promise<boolean> {
    const { ids, isDone } = await this.database.transaction(async () => {
      const replay = await this.repository.lock(id);
      if (replay?.state !== 'running') return { ids: [], isDone: true };
      const rows = replay.filter as unknown as ReplayedRows;
      const limit = Math.min(BATCH, replay.most - replay.replayed);
      const next = await this.next(rows, replay.cursorId, replay.lastId, limit);
      const requeued = await this.repository.requeue(id, next);
      const replayed = replay.replayed + requeued.length;
      const isLast = next.length < limit || replayed >= replay.most;
      const cursorId = isLast ? replay.lastId : next.at(-1)!;
      await this.repository.advance(id, { cursorId, replayed, isDone: isLast });
      return { ids: requeued, isDone: isLast };
    });
    for (const row of ids) this.ingest.enqueue(row);
    return !isDone;
  }

  private async next(rows: ReplayedRows, after: string, last: string, limit: number): Promise<string[]> {
    if ('filter' in rows) return this.ledger.oldest(rows.filter, after, last, limit);
    return rows.ids
      .filter((id) => id > Number(after) && id <= Number(last))
      .toSorted((one, other) => one - other)
      .slice(0, limit)
      .map(String);
  }
}

type Row = Awaited<ReturnType<LedgerReplaysRepository['newest']>>[number];

const nothing: LedgerReplay['outcomes'] = { received: 0, processed: 0, ignored: 0, failed: 0, rejected: 0 };

function toReplay(row: Row, outcomes: LedgerReplay['outcomes']): LedgerReplay {
  const rows = row.filter as unknown as ReplayedRows;
  return {
    id: row.id,
    state: row.state as LedgerReplay['state'],
    filter: 'filter' in rows ? rows.filter : null,
    most: row.most,
    replayed: row.replayed,
    outcomes,
    progress: row.state === 'done' || row.lastId === '0' ? 1 : Math.min(1, Number(row.cursorId) / Number(row.lastId)),
    requestedBy: row.requestedBy,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
