import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR } from '@nestjs/core';
import { ScheduleModule } from '@nestjs/schedule';
import { LoggerModule } from 'nestjs-pino';
import { AccountRepository } from './auth/account.repository.ts';
import { ActorService } from './auth/actor.service.ts';
import { ApiTokensController } from './auth/api-tokens.controller.ts';
import { ApiTokensRepository } from './auth/api-tokens.repository.ts';
import { ApiTokensService } from './auth/api-tokens.service.ts';
import { AuthController } from './auth/auth.controller.ts';
import { AuthRepository } from './auth/auth.repository.ts';
import { AuthService } from './auth/auth.service.ts';
import { SupabaseAuth } from './auth/supabase-auth.ts';
import { supabaseClient } from './auth/supabase.ts';
import { TokenVerifier } from './auth/token-verifier.ts';
import { CredentialCipher } from './config/credential-cipher.ts';
import { ENVIRONMENT, type Environment } from './config/environment.ts';
import { Database } from './database/database.ts';
import { EventLog } from './events/event-log.ts';
import { EventSignal } from './events/event-signal.ts';
import { EventStream } from './events/event-stream.ts';
import { Sequencer } from './events/sequencer.ts';
import { AccessGuard } from './http/access.guard.ts';
import { CatalogueExceptionFilter } from './http/exception.filter.ts';
import { RateLimiter } from './http/rate-limiter.ts';
import { ResponseInterceptor } from './http/response.interceptor.ts';
import { JobQueue } from './jobs/job-queue.ts';
import { JobSignal } from './jobs/job-signal.ts';
import { JobTicker } from './jobs/job-ticker.ts';
import { OutboundHttp } from './net/outbound-http.ts';
import { HealthController } from './observability/health.controller.ts';
import { loggerOptions } from './observability/logging.ts';
import { Metrics } from './observability/metrics.service.ts';
import { PresenceService } from './realtime/presence.service.ts';
import { RealtimeGateway } from './realtime/realtime.gateway.ts';
import { DiskStorage } from './storage/disk-storage.ts';
import { FileStorage } from './storage/file-storage.ts';
import { SupabaseStorage } from './storage/supabase-storage.ts';

const services = [
  ActorService,
  AuthRepository,
  CredentialCipher,
  Database,
  EventLog,
  EventSignal,
  EventStream,
  JobQueue,
  Metrics,
  OutboundHttp,
  PresenceService,
  RateLimiter,
  RealtimeGateway,
  TokenVerifier,
];

/** What every module stands on. The one global module. */
@Global()
@Module({})
export class KernelModule {
  static forRoot(environment: Environment): DynamicModule {
    return {
      module: KernelModule,
      imports: [LoggerModule.forRoot(loggerOptions(environment)), ScheduleModule.forRoot()],
      controllers: [ApiTokensController, AuthController, HealthController],
      providers: [
        { provide: ENVIRONMENT, useValue: environment },
        { provide: FileStorage, useFactory: () => storageOf(environment) },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: ResponseInterceptor },
        { provide: APP_FILTER, useClass: CatalogueExceptionFilter },
        ...services,
        AccountRepository,
        ApiTokensRepository,
        ApiTokensService,
        AuthService,
        JobSignal,
        JobTicker,
        Sequencer,
        SupabaseAuth,
      ],
      exports: [ENVIRONMENT, FileStorage, ...services],
    };
  }
}

function storageOf(environment: Environment): FileStorage {
  if (environment.STORAGE_DIR) return new DiskStorage(environment.STORAGE_DIR);
  return new SupabaseStorage(
    supabaseClient(environment, environment.SUPABASE_SERVICE_ROLE_KEY),
    environment.STORAGE_BUCKET,
  );
}
