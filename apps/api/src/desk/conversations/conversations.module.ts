import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../attachments/attachments.module.ts';
import { CustomersModule } from '../customers/customers.module.ts';
import { OrganisationModule } from '../organisation/organisation.module.ts';
import { AnswersRepository } from './answers.repository.ts';
import { ArrivalsRepository } from './arrivals.repository.ts';
import { ArrivalsService } from './arrivals.service.ts';
import { ConversationAnnouncer } from './conversation-announcer.ts';
import { ConversationsController } from './conversations.controller.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { ConversationsService } from './conversations.service.ts';
import { DeliveryService } from './delivery.service.ts';
import { DeparturesController } from './departures.controller.ts';
import { DeparturesRepository } from './departures.repository.ts';
import { DeparturesService } from './departures.service.ts';
import { DirectoryRepository } from './directory.repository.ts';
import { GrowingMessagesService } from './growing-messages.service.ts';
import { InboxCountsRepository } from './inbox-counts.repository.ts';
import { InboxListRepository } from './inbox-list.repository.ts';
import { IntakeService } from './intake.service.ts';
import { JoinsRepository } from './joins.repository.ts';
import { JoinsService } from './joins.service.ts';
import { MessagesRepository } from './messages.repository.ts';
import { MessagesService } from './messages.service.ts';
import { OutboundService } from './outbound.service.ts';
import { SplitsService } from './splits.service.ts';
import { ScheduledMessagesService } from './scheduled-messages.service.ts';
import { UndeliveredService } from './undelivered.service.ts';
import { VariablesRepository } from './variables.repository.ts';
import { VariablesService } from './variables.service.ts';

@Module({
  imports: [AttachmentsModule, CustomersModule, OrganisationModule],
  controllers: [ConversationsController, DeparturesController],
  providers: [
    AnswersRepository,
    ArrivalsRepository,
    ArrivalsService,
    ConversationAnnouncer,
    ConversationsRepository,
    ConversationsService,
    DeliveryService,
    DeparturesRepository,
    DeparturesService,
    DirectoryRepository,
    GrowingMessagesService,
    InboxCountsRepository,
    InboxListRepository,
    IntakeService,
    JoinsRepository,
    JoinsService,
    MessagesRepository,
    MessagesService,
    OutboundService,
    SplitsService,
    ScheduledMessagesService,
    UndeliveredService,
    VariablesRepository,
    VariablesService,
  ],
  exports: [
    ArrivalsService,
    ConversationsService,
    DeliveryService,
    DeparturesService,
    GrowingMessagesService,
    IntakeService,
    MessagesService,
    OutboundService,
    VariablesService,
  ],
})
export class ConversationsModule {}
