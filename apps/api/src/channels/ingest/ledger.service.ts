import { Injectable } from '@nestjs/common';
import {
  LEDGER_EXPORT_MOST,
  type InboundEvent,
  type Input,
  type ledger,
  type LedgerFilter,
  type Output,
} from '@switchboard/contracts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { FileStorage } from '../../kernel/storage/file-storage.ts';
import { redactHeaders, redactText } from './redact.ts';
import { csvLine } from './csv.ts';
import { IngestRepository } from './ingest.repository.ts';
import { LedgerRowsRepository, type LedgerRow } from './ledger-rows.repository.ts';
import { IngestService } from './ingest.service.ts';

const SHOWN_BYTES = 65_536;
const EXPORT_PAGE = 1000;

const csvColumns = [
  'id',
  'receivedAt',
  'provider',
  'account',
  'kind',
  'status',
  'reason',
  'attempts',
  'bodySize',
  'processedAt',
  'externalId',
] as const;

/** The ledger as admins see it. */
@Injectable()
export class LedgerService {
  constructor(
    private readonly repository: IngestRepository,
    private readonly rows: LedgerRowsRepository,
    private readonly ingest: IngestService,
    private readonly storage: FileStorage,
  ) {}

  async page({ cursor, limit, ...filter }: Input<typeof ledger.list>['query']): Promise<Output<typeof ledger.list>> {
    const rows = await this.rows.page(filter, cursor ? readCursor(cursor)[0] : null, limit + 1);
    const items = rows.slice(0, limit).map(toInboundEvent);
    return { items, nextCursor: rows.length > limit ? writeCursor([String(items.at(-1)!.id)]) : null };
  }

  async get(id: number): Promise<Output<typeof ledger.get>> {
    const row = found(await this.rows.get(id, SHOWN_BYTES), 'ledger row');
    const body = row.bodyHead ?? (row.bodyKey ? await this.head(row.bodyKey) : null);
    return {
      ...toInboundEvent(row),
      headers: redactHeaders(row.headers as Record<string, string>),
      contentType: row.contentType,
      body: body && redactText(body.subarray(0, SHOWN_BYTES).toString('utf8').replaceAll('\0', '\uFFFD')),
      bodyTruncated: row.bodySize > SHOWN_BYTES,
      bodyKept: row.bodyKept,
      isReplayable: row.isReplayable,
    };
  }

  async replay(id: number): Promise<InboundEvent> {
    const isRequeued = await this.repository.requeue(id);
    const row = toInboundEvent(found(await this.rows.get(id, 0), 'ledger row'));
    if (!isRequeued) {
      const isWaiting = row.status === 'received';
      throw new AppError(
        'conflict',
        isWaiting ? 'It is waiting to be processed already.' : 'It was refused, and its body was not kept.',
      );
    }
    this.ingest.enqueue(id);
    return row;
  }

  /**
   * The newest rows of a filter as CSV, read and written a page at a time. The last line says how many they are and
   * whether there are more: a file without it was cut off on its way.
   */
  async *csv(filter: LedgerFilter): AsyncGenerator<string> {
    yield csvLine(csvColumns);
    let written = 0;
    for (let before: string | null = null; ;) {
      const limit = Math.min(EXPORT_PAGE, LEDGER_EXPORT_MOST - written);
      const rows: LedgerRow[] = await this.rows.page(filter, before, limit + 1);
      const page = rows.slice(0, limit);
      written += page.length;
      yield page.map((row) => csvLine(csvColumns.map((column) => row[column]))).join('');
      const isAll = rows.length <= limit;
      if (isAll || written >= LEDGER_EXPORT_MOST) {
        yield csvLine(['end', isAll ? `all ${written}` : `only the newest ${written}, there are more`]);
        return;
      }
      before = page.at(-1)!.id;
    }
  }

  private async head(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of await this.storage.read(key)) {
      chunks.push(chunk as Buffer);
      size += (chunk as Buffer).length;
      if (size >= SHOWN_BYTES) break;
    }
    return Buffer.concat(chunks);
  }
}

function toInboundEvent(row: LedgerRow): InboundEvent {
  return {
    id: Number(row.id),
    provider: row.provider,
    account: row.account,
    accountId: row.accountId,
    externalId: row.externalId,
    kind: row.kind,
    status: row.status as InboundEvent['status'],
    reason: row.reason,
    attempts: row.attempts,
    bodySize: row.bodySize,
    receivedAt: row.receivedAt.toISOString(),
    processedAt: row.processedAt?.toISOString() ?? null,
  };
}
