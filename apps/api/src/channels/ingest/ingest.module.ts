import { Module } from '@nestjs/common';
import { IngestRepository } from './ingest.repository.ts';
import { IngestService } from './ingest.service.ts';
import { LedgerController } from './ledger.controller.ts';
import { LedgerOverviewRepository } from './ledger-overview.repository.ts';
import { LedgerOverviewService } from './ledger-overview.service.ts';
import { LedgerReplaysRepository } from './ledger-replays.repository.ts';
import { LedgerReplaysService } from './ledger-replays.service.ts';
import { LedgerRowsRepository } from './ledger-rows.repository.ts';
import { LedgerService } from './ledger.service.ts';

@Module({
  controllers: [LedgerController],
  providers: [
    IngestService,
    IngestRepository,
    LedgerOverviewRepository,
    LedgerOverviewService,
    LedgerReplaysRepository,
    LedgerReplaysService,
    LedgerRowsRepository,
    LedgerService,
  ],
  exports: [IngestService],
})
export class IngestModule {}
