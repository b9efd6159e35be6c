import { Module } from '@nestjs/common';
import { AttachmentsModule } from '../../desk/attachments/attachments.module.ts';
import { ConversationsModule } from '../../desk/conversations/conversations.module.ts';
import { CustomersModule } from '../../desk/customers/customers.module.ts';
import { OrganisationModule } from '../../desk/organisation/organisation.module.ts';
import { IngestModule } from '../ingest/ingest.module.ts';
import { AcknowledgementsController } from './acknowledgements/acknowledgements.controller.ts';
import { AcknowledgementsRepository } from './acknowledgements/acknowledgements.repository.ts';
import { AcknowledgementsService } from './acknowledgements/acknowledgements.service.ts';
import { BulkRepliesController } from './bulk/bulk-replies.controller.ts';
import { BulkRepliesRepository } from './bulk/bulk-replies.repository.ts';
import { BulkRepliesService } from './bulk/bulk-replies.service.ts';
import { UnsubscribesController } from './bulk/unsubscribes.controller.ts';
import { UnsubscribesService } from './bulk/unsubscribes.service.ts';
import { EmailsController } from './emails.controller.ts';
import { EmailsRepository } from './emails.repository.ts';
import { EmailsService } from './emails.service.ts';
import { Bounces } from './inbound/bounces.ts';
import { BySubject } from './inbound/by-subject.ts';
import { LooseMailsRepository } from './inbound/loose-mails.repository.ts';
import { MailFiling } from './inbound/mail-filing.ts';
import { MailIntake } from './inbound/mail-intake.ts';
import { MailProcessor } from './inbound/mail-processor.ts';
import { MailsRepository } from './inbound/mails.repository.ts';
import { BatchStore } from './inbound/batch-store.ts';
import { Followers } from './inbound/followers.ts';
import { MailBatches } from './inbound/mail-batches.ts';
import { Newcomers } from './inbound/newcomers.ts';
import { ReplyTokens } from './inbound/reply-tokens.ts';
import { Threading } from './inbound/threading.ts';
import { MailboxesRepository } from './mailboxes/mailboxes.repository.ts';
import { MailboxesService } from './mailboxes/mailboxes.service.ts';
import { SupportEmailsController } from './mailboxes/support-emails.controller.ts';
import { MailRepliesService } from './outbound/mail-replies.service.ts';
import { MailSender } from './outbound/mail-sender.ts';
import { OutgoingMailService } from './outbound/outgoing-mail.service.ts';
import { OutgoingRepository } from './outbound/outgoing.repository.ts';
import { RefusedSenders } from './outbound/refused-senders.ts';
import { SignaturesController } from './outbound/signatures.controller.ts';
import { SignaturesRepository } from './outbound/signatures.repository.ts';
import { SignaturesService } from './outbound/signatures.service.ts';
import { MailParser } from './parsing/mail-parser.ts';
import { CursorsRepository } from './providers/imap/cursors.repository.ts';
import { MailFlow } from './providers/imap/mail-flow.ts';
import { MailboxWatch } from './providers/imap/mailbox-watch.ts';
import { InboundSmtpServer } from './providers/smtp/inbound-smtp.server.ts';
import { SmtpRefusals } from './providers/smtp/smtp-refusals.ts';
import { Transports } from './providers/smtp/transports.ts';
import { MailboxChecksRepository } from './reconciliation/mailbox-checks.repository.ts';
import { MailboxChecksService } from './reconciliation/mailbox-checks.service.ts';
import { ReconciliationController } from './reconciliation/reconciliation.controller.ts';

@Module({
  imports: [AttachmentsModule, ConversationsModule, CustomersModule, IngestModule, OrganisationModule],
  controllers: [
    AcknowledgementsController,
    BulkRepliesController,
    EmailsController,
    ReconciliationController,
    SignaturesController,
    SupportEmailsController,
    UnsubscribesController,
  ],
  providers: [
    AcknowledgementsRepository,
    AcknowledgementsService,
    Bounces,
    BySubject,
    BulkRepliesRepository,
    BulkRepliesService,
    CursorsRepository,
    EmailsRepository,
    EmailsService,
    InboundSmtpServer,
    LooseMailsRepository,
    MailboxChecksRepository,
    MailboxChecksService,
    MailboxesRepository,
    MailboxesService,
    MailboxWatch,
    MailFiling,
    MailFlow,
    MailIntake,
    MailParser,
    MailProcessor,
    MailRepliesService,
    MailSender,
    MailsRepository,
    BatchStore,
    Followers,
    MailBatches,
    Newcomers,
    OutgoingMailService,
    OutgoingRepository,
    RefusedSenders,
    ReplyTokens,
    SignaturesRepository,
    SignaturesService,
    SmtpRefusals,
    Threading,
    Transports,
    UnsubscribesService,
  ],
})
export class EmailModule {}
