import { Module } from '@nestjs/common';
import { IngestRepository } from './ingest.repository.ts';
import { IngestService } from './ingest.service.ts';
import { LedgerController } from './ledger.controller.ts';
import { LedgerService } from './ledger.service.ts';

@Module({
  controllers: [LedgerController],
  providers: [IngestService, IngestRepository, LedgerService],
  exports: [IngestService],
})
export class IngestModule {}
