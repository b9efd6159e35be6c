import { performance } from 'node:perf_hooks';

const SLOT_MILLISECONDS = 100;
/** Deliveries within a slot that make a crowd, if the process has no time to spare. */
const MANY = 20;
const BUSY = 0.85;
/** So many that share an INSERT had to wait for one another: the database has no time to spare. */
const QUEUED = 4;

/** In a crowd one processor goes on, and rests this many times as long as it worked. */
const RESTS = 9;
const LONGEST_REST_MILLISECONDS = 2000;
/** What can be worked off within two seconds is not made to wait longer: half of that may be rest. */
const SOON_MILLISECONDS = 1000;

/**
 * How long a processor rests in a crowd, in milliseconds. A backlog that takes longer anyway gives way to accepting; one
 * that does not is worked off soon, in a crowd, too.
 *
 * @param worked on the last batch, in milliseconds
 * @param batches that wait
 */
export function restAfter(worked: number, batches: number): number {
  const most = Math.min(worked * RESTS, LONGEST_REST_MILLISECONDS);
  const isShort = worked * batches <= SOON_MILLISECONDS;
  return isShort ? Math.min(most, SOON_MILLISECONDS / Math.max(1, batches)) : most;
}

/** What a crowd is judged by. */
export interface Watch {
  /** Milliseconds. */
  now: () => number;
  /** The share of the time since it was last asked, in which the process had something to do. */
  busy: () => number;
}

/**
 * Knows whether deliveries come in faster than this process, or the database, has time for both to accept them and to
 * work them off. Told of each arrival and of each INSERT; judged over slots of a tenth of a second.
 */
export class Crowd {
  private readonly watch: Watch;
  private arrivals = 0;
  private inserts = 0;
  private since: number;
  private judged = false;

  constructor(watch: Watch = watchOfThisProcess()) {
    this.watch = watch;
    this.since = watch.now();
  }

  arrived(): void {
    this.arrivals += 1;
    this.judge();
  }

  /** What had arrived is stored by one INSERT. */
  inserted(): void {
    this.inserts += 1;
  }

  /** Whether it was crowded in the last slot. */
  get isThere(): boolean {
    this.judge();
    return this.judged;
  }

  private judge(): void {
    const now = this.watch.now();
    const slots = (now - this.since) / SLOT_MILLISECONDS;
    if (slots < 1) return;
    const busy = this.watch.busy();
    this.judged = this.arrivals / slots >= MANY && (busy >= BUSY || this.arrivals >= QUEUED * this.inserts);
    this.arrivals = 0;
    this.inserts = 0;
    this.since = now;
  }
}

function watchOfThisProcess(): Watch {
  let mark = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    busy: () => {
      const until = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(until, mark);
      mark = until;
      return utilization;
    },
  };
}
