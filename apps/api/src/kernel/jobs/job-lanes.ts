import { AsyncLocalStorage } from 'node:async_hooks';

/** Nobody tells of a job whose time has come, nor of what a node left that died. */
const LOOK_MILLISECONDS = 1000;
/** How long a lane stands idle at most while more jobs wait, so that those that end near each other go together. */
const GATHER_MILLISECONDS = 4;

export interface TakenJob {
  id: string;
  data: unknown;
  retryCount: number;
  retryLimit: number;
  expireInSeconds: number;
}

/** The queue of one kind of jobs, as its lanes need it. */
export interface LaneQueue {
  /** Notes jobs as done, and takes up to `most` others, in one go. */
  exchange(done: string[], most: number): Promise<TakenJob[]>;
  fail(id: string, error: unknown): Promise<unknown>;
  /** Says that jobs are still worked on. */
  touch(ids: string[]): Promise<unknown>;
}

interface LaneOptions {
  /** How many jobs at the same time. */
  count: number;
  heartbeatSeconds: number;
  work: (job: TakenJob, signal: AbortSignal) => Promise<void>;
  /** Hears of what went wrong with the queue, not with a job. */
  fault: (error: unknown) => void;
}

interface Run {
  job: TakenJob;
  since: number;
  abort: AbortController;
  ended: Promise<void>;
}

/**
 * Works off one kind of jobs in this process, some at the same time. Jobs are taken and noted as done many at once where
 * there are many: a job costs its share of a statement, not two of its own.
 */
export class JobLanes {
  /** A job does not run in the transaction, or for the request, that woke the lanes. */
  private readonly outside = AsyncLocalStorage.snapshot();
  private readonly runs = new Set<Run>();
  private readonly timers: NodeJS.Timeout[];
  private done: string[] = [];
  private looking: Promise<void> | null = null;
  private again = false;
  private isStopped = false;
  /** Whether more jobs wait than there were lanes for. */
  private isBehind = false;
  private gathering: NodeJS.Timeout | null = null;

  constructor(
    private readonly queue: LaneQueue,
    private readonly options: LaneOptions,
  ) {
    this.timers = [
      setInterval(() => this.look(), LOOK_MILLISECONDS),
      setInterval(() => void this.beat(), (options.heartbeatSeconds * 1000) / 2),
    ];
    this.look();
  }

  /** There may be a job. */
  look(): void {
    this.again = true;
    this.looking ??= this.outside(() => this.exchangeAll());
  }

  /** Takes no more jobs, and gives those under way some time; what is not done then is left to another try. */
  async stop(patienceMilliseconds: number): Promise<void> {
    this.isStopped = true;
    for (const timer of this.timers) clearInterval(timer);
    if (this.gathering) clearTimeout(this.gathering);
    await this.looking;
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const patience = setTimeout(resolve, patienceMilliseconds);
    await Promise.race([Promise.all([...this.runs].map(({ ended }) => ended)), late]);
    clearTimeout(patience);
    await Promise.all([...this.runs].map((run) => this.giveUp(run, new Error('The node was stopped.'))));
    if (this.done.length > 0) await this.queue.exchange(this.done, 0);
  }

  private async exchangeAll(): Promise<void> {
    try {
      while (this.again && !this.isStopped) {
        this.again = false;
        await this.exchange();
      }
    } catch (error) {
      this.options.fault(error);
    } finally {
      this.looking = null;
    }
  }

  private async exchange(): Promise<void> {
    if (this.gathering) clearTimeout(this.gathering);
    this.gathering = null;
    const done = this.done.splice(0);
    const free = this.options.count - this.runs.size;
    if (free === 0 && done.length === 0) return;
    try {
      const jobs = await this.queue.exchange(done, free);
      this.isBehind = free > 0 && jobs.length === free;
      for (const job of jobs) this.start(job);
    } catch (error) {
      this.done.unshift(...done);
      throw error;
    }
  }

  private start(job: TakenJob): void {
    const run: Run = { job, since: performance.now(), abort: new AbortController(), ended: Promise.resolve() };
    this.runs.add(run);
    run.ended = this.options.work(job, run.abort.signal).then(
      () => this.finish(run),
      (error: unknown) => this.giveUp(run, error),
    );
  }

  private finish(run: Run): void {
    if (!this.runs.delete(run)) return;
    this.done.push(run.job.id);
    this.freed();
  }

  private async giveUp(run: Run, error: unknown): Promise<void> {
    if (!this.runs.delete(run)) return;
    run.abort.abort(error);
    await this.queue.fail(run.job.id, error).catch((fault: unknown) => this.options.fault(fault));
    this.freed();
  }

  private freed(): void {
    const { count } = this.options;
    if (this.isStopped || this.gathering) return;
    if (!this.isBehind || count - this.runs.size >= count / 6) this.look();
    else this.gathering = setTimeout(() => this.look(), GATHER_MILLISECONDS);
  }

  private async beat(): Promise<void> {
    const now = performance.now();
    for (const run of this.runs) {
      const seconds = run.job.expireInSeconds;
      if (now - run.since > seconds * 1000) void this.giveUp(run, new Error(`It took longer than ${seconds} s.`));
    }
    const ids = [...this.runs].map(({ job }) => job.id);
    if (ids.length > 0) await this.queue.touch(ids).catch((fault: unknown) => this.options.fault(fault));
  }
}
