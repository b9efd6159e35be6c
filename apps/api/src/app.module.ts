import { Module, type DynamicModule } from '@nestjs/common';
import type { Environment } from './kernel/config/environment.ts';
import { KernelModule } from './kernel/kernel.module.ts';

/** The modules by tier: kernel, desk, channels. */
@Module({})
export class AppModule {
  static with(environment: Environment): DynamicModule {
    return {
      module: AppModule,
      imports: [KernelModule.forRoot(environment)],
    };
  }
}
