import { Module, type DynamicModule } from '@nestjs/common';
import { IngestModule } from './channels/ingest/ingest.module.ts';
import { ConversationsModule } from './desk/conversations/conversations.module.ts';
import { CustomersModule } from './desk/customers/customers.module.ts';
import type { Environment } from './kernel/config/environment.ts';
import { KernelModule } from './kernel/kernel.module.ts';

/** The modules by tier: kernel, desk, channels. */
@Module({})
export class AppModule {
  static with(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [KernelModule.forRoot(environment), CustomersModule, ConversationsModule, IngestModule],
    };
  }
}
