import { Injectable } from '@nestjs/common';
import type { InboundEvent, Input, ledger, LedgerFilter, Output } from '@switchboard/contracts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { FileStorage } from '../../kernel/storage/file-storage.ts';
import { redactHeaders, redactText } from './redact.ts';
import { csvLine } from './csv.ts';
import { IngestRepository } from './ingest.repository.ts';
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
    private readonly ingest: IngestService,
    private readonly storage: FileStorage,
  ) {}

  async page({ cursor, limit, ...filter }: Input<typeof ledger.list>['query']): Promise<Output<typeof ledger.list>> {
    const rows = await this.repository.page(filter, cursor ? readCursor(cursor)[0] : null, limit + 1);
    const items = rows.slice(0, limit).map(toInboundEvent);
    return { items, nextCursor: rows.length > limit ? writeCursor([String(items.at(-1)!.id)]) : null };
  }

  async get(id: number): Promise<Output<typeof ledger.get>> {
    const row = found(await this.repository.get(id), 'ledger row');
    const body = row.body ?? (row.bodyKey ? await this.head(row.bodyKey) : null);
    return {
      ...toInboundEvent(row),
      headers: redactHeaders(row.headers as Record<string, string>),
      contentType: row.contentType,
      body: body && redactText(body.subarray(0, SHOWN_BYTES).toString('utf8').replaceAll('\0', '\uFFFD')),
      bodyTruncated: row.bodySize > SHOWN_BYTES,
    };
  }

  async replay(id: number): Promise<InboundEvent> {
    found(await this.repository.get(id), 'ledger row');
    if (!(await this.repository.requeue(id))) {
      throw new AppError(
        'conflict',
        'It is waiting to be processed already, or it was refused and its body was not kept.',
      );
    }
    this.ingest.enqueue(id);
    return toInboundEvent(found(await this.repository.get(id), 'ledger row'));
  }

  /** The rows of a filter as CSV, read and written a page at a time. */
  async *csv(filter: LedgerFilter): AsyncGenerator<string> {
    yield csvLine(csvColumns);
    for (let before: string | null = null; ;) {
      const rows: Row[] = await this.repository.page(filter, before, EXPORT_PAGE);
      yield rows.map((row) => csvLine(csvColumns.map((column) => row[column]))).join('');
      if (rows.length < EXPORT_PAGE) return;
      before = rows.at(-1)!.id;
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

type Row = Awaited<ReturnType<IngestRepository['page']>>[number];

function toInboundEvent(row: Row): InboundEvent {
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
