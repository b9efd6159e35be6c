import { Injectable } from '@nestjs/common';

/** Tells the workers of this process that another node, which has none, put a job in the queue. */
@Injectable()
export class JobSignal {
  static readonly CHANNEL = 'jobs_enqueued';
  private listener: (name: string) => void = () => undefined;

  enqueued(name: string): void {
    this.listener(name);
  }

  onEnqueued(listener: (name: string) => void): void {
    this.listener = listener;
  }
}
