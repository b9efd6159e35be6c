import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../../desk/attachments/attachments.module.ts';
import { ConversationsModule } from '../../desk/conversations/conversations.module.ts';
import { CustomersModule } from '../../desk/customers/customers.module.ts';
import { IngestModule } from '../ingest/ingest.module.ts';
import { ChatAccountsController } from './chat-accounts.controller.ts';
import { ChatAccountsRepository } from './chat-accounts.repository.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ChatBatches } from './chat-batches.ts';
import { ChatInboundService } from './chat-inbound.service.ts';
import { ChatMediaController } from './chat-media.controller.ts';
import { ChatMediaRepository } from './chat-media.repository.ts';
import { ChatMediaService } from './chat-media.service.ts';
import { ChatMessagesRepository } from './chat-messages.repository.ts';
import { ChatNewsService } from './chat-news.service.ts';
import { ChatOutboundService } from './chat-outbound.service.ts';
import { ChatProviders } from './chat-providers.ts';
import { ChatSentElsewhereService } from './chat-sent-elsewhere.service.ts';
import { ChatWorkflowsService } from './chat-workflows.service.ts';
import { InteractiveRepliesService } from './interactive-replies.service.ts';
import { InteraktProvider } from './providers/interakt/interakt.provider.ts';
import { TemplateRepliesService } from './template-replies.service.ts';
import { WebhookDoor } from './webhook-door.ts';
import { ChatWebhooksController } from './webhooks.controller.ts';
import { WhatsappTemplatesController } from './whatsapp-templates.controller.ts';
import { WhatsappTemplatesRepository } from './whatsapp-templates.repository.ts';
import { WhatsappTemplatesService } from './whatsapp-templates.service.ts';

@Module({
  imports: [AttachmentsModule, ConversationsModule, CustomersModule, IngestModule],
  controllers: [ChatAccountsController, ChatMediaController, ChatWebhooksController, WhatsappTemplatesController],
  providers: [
    ChatAccountsRepository,
    ChatAccountsService,
    ChatBatches,
    ChatInboundService,
    ChatMediaRepository,
    ChatMediaService,
    ChatMessagesRepository,
    ChatOutboundService,
    ChatProviders,
    ChatSentElsewhereService,
    ChatWorkflowsService,
    ChatNewsService,
    InteractiveRepliesService,
    InteraktProvider,
    TemplateRepliesService,
    WebhookDoor,
    WhatsappTemplatesRepository,
    WhatsappTemplatesService,
  ],
})
export class ChatModule {}
