import { Module } from '@nestjs/common';
import { ConversationsModule } from '../conversations/conversations.module.ts';
import { ReplyTemplatesController } from './reply-templates.controller.ts';
import { ReplyTemplatesRepository } from './reply-templates.repository.ts';
import { ReplyTemplatesService } from './reply-templates.service.ts';

@Module({
  imports: [ConversationsModule],
  controllers: [ReplyTemplatesController],
  providers: [ReplyTemplatesRepository, ReplyTemplatesService],
})
export class ReplyTemplatesModule {}
