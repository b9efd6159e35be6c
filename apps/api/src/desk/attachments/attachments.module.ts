import { Module } from '@nestjs/common';
import { AttachmentScansService } from './attachment-scans.service.ts';
import { AttachmentsController } from './attachments.controller.ts';
import { AttachmentsRepository } from './attachments.repository.ts';
import { AttachmentsService } from './attachments.service.ts';

@Module({
  controllers: [AttachmentsController],
  providers: [AttachmentScansService, AttachmentsService, AttachmentsRepository],
  exports: [AttachmentsService],
})
export class AttachmentsModule {}
