import { performance } from 'node:perf_hooks';

const SLOT_MILLISECONDS = 100;
/** Deliveries within a slot that make a crowd, if the process has no time to spare. */
const MANY = 20;
const BUSY = 0.85;

/**
 * Knows whether deliveries come in faster than this process has time for both to accept them and to work them off.
 * Told of each arrival; judged over slots of a tenth of a second.
 */
export class Crowd {
  private arrivals = 0;
  private since = performance.now();
  private mark = performance.eventLoopUtilization();
  private judged = false;

  arrived(): void {
    this.arrivals += 1;
    this.judge();
  }

  /** Whether it was crowded in the last slot. */
  get isThere(): boolean {
    this.judge();
    return this.judged;
  }

  private judge(): void {
    const now = performance.now();
    if (now - this.since < SLOT_MILLISECONDS) return;
    const until = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(until, this.mark);
    const slots = (now - this.since) / SLOT_MILLISECONDS;
    this.judged = this.arrivals / slots >= MANY && utilization >= BUSY;
    this.arrivals = 0;
    this.since = now;
    this.mark = until;
  }
}
