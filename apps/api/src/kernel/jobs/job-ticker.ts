import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { SchedulerRegistry } from '@nestjs/schedule';
import { jobs, type JobName } from '@switchboard/contracts';
import { CronJob } from 'cron';
import { JobQueue } from './job-queue.ts';

/** Enqueues the jobs that have a time table. Every node ticks; the queue keeps one job a tick of the whole cluster. */
@Injectable()
export class JobTicker implements OnApplicationBootstrap {
  private readonly logger = new Logger('JobTicker');

  constructor(
    private readonly registry: SchedulerRegistry,
    private readonly queue: JobQueue,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.queue.works) return;
    for (const [name, declared] of Object.entries(jobs)) {
      if (!('cron' in declared) || !declared.cron) continue;
      const tick = CronJob.from({
        cronTime: declared.cron,
        timeZone: 'UTC',
        start: true,
        unrefTimeout: true,
        onTick: () => this.tick(name as JobName),
      });
      this.registry.addCronJob(name, tick);
    }
  }

  private async tick(name: JobName): Promise<void> {
    try {
      await this.queue.enqueueTick(name);
    } catch (error) {
      this.logger.warn({ err: error, job: name }, 'A tick was missed; the next one makes up for it');
    }
  }
}
