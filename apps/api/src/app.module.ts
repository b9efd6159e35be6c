import { Module, type DynamicModule } from '@nestjs/common';
import { ChatModule } from './channels/chat/chat.module.ts';
import { EmailModule } from './channels/email/email.module.ts';
import { IngestModule } from './channels/ingest/ingest.module.ts';
import { AgentsModule } from './desk/agents/agents.module.ts';
import { ConversationsModule } from './desk/conversations/conversations.module.ts';
import { CustomersModule } from './desk/customers/customers.module.ts';
import { ReplyTemplatesModule } from './desk/reply-templates/reply-templates.module.ts';
import { RolesModule } from './desk/roles/roles.module.ts';
import { TriageModule } from './desk/triage/triage.module.ts';
import type { Environment } from './kernel/config/environment.ts';
import { KernelModule } from './kernel/kernel.module.ts';

const desk = [AgentsModule, ConversationsModule, CustomersModule, ReplyTemplatesModule, RolesModule, TriageModule];
const channels = [IngestModule, EmailModule, ChatModule];

/** The modules by tier: kernel, desk, channels. */
@Module({})
export class AppModule {
  static with(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [KernelModule.forRoot(environment), ...desk, ...channels],
    };
  }
}
