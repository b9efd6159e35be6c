import { Controller, Header, Inject, Req } from '@nestjs/common';
import { health, type Output } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { Database } from '../database/database.ts';
import { Sequencer } from '../events/sequencer.ts';
import { AppError } from '../http/app-error.ts';
import { Route } from '../http/route.decorator.ts';
import { JobQueue } from '../jobs/job-queue.ts';
import { RealtimeGateway } from '../realtime/realtime.gateway.ts';
import { Metrics } from './metrics.service.ts';

@Controller()
export class HealthController {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly sequencer: Sequencer,
    private readonly metrics: Metrics,
    private readonly realtime: RealtimeGateway,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Route(health.live)
  live(): Output<typeof health.live> {
    return { status: 'ok', version: '0.1.0', uptimeSeconds: process.uptime() };
  }

  @Route(health.ready)
  async ready(): Promise<Output<typeof health.ready>> {
    const answers = await this.database.pool.query('select 1').then(
      () => true,
      () => false,
    );
    const checks = { database: answers, jobs: this.jobs.ready, sequencer: this.sequencer.connected };
    const down = Object.entries(checks).filter(([, ok]) => !ok);
    if (down.length > 0)
      throw new AppError('unavailable', `Not ready: ${down.map(([name]) => name).join(', ')}.`, { retryAfter: 2 });
    return { status: 'ok', checks: { database: 'ok', jobs: 'ok', sequencer: 'ok' } };
  }

  @Route(health.metrics)
  @Header('content-type', 'text/plain; version=0.0.4')
  async prometheus(_input: unknown, @Req() request: FastifyRequest): Promise<string> {
    const { METRICS_TOKEN } = this.environment;
    if (METRICS_TOKEN && request.headers.authorization !== `Bearer ${METRICS_TOKEN}`) {
      throw new AppError('unauthenticated', 'This needs METRICS_TOKEN as a bearer token.');
    }
    this.metrics.sockets.set(this.realtime.connections());
    return this.metrics.registry.metrics();
  }
}
