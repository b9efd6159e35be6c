/**
 * Rows that a node has to work through: those that just came in, and those that were left behind, by a node that died or
 * in an outage. Both go on, whatever there is of the other.
 */
export class WorkQueue {
  private fresh: number[] = [];
  private left: number[] = [];

  /** @param limit rows of each kind; beyond it they stay in the table */
  constructor(private readonly limit: number) {}

  get length(): number {
    return this.fresh.length + this.left.length;
  }

  add(ids: number[]): void {
    this.fresh.push(...ids.slice(0, Math.max(0, this.limit - this.fresh.length)));
  }

  addLeft(ids: number[]): void {
    this.left.push(...ids.slice(0, Math.max(0, this.limit - this.left.length)));
  }

  /** The next ones: half of each kind where there is enough of both, and what was left behind first. */
  next(most: number): number[] {
    const half = Math.max(Math.floor(most / 2), most - this.fresh.length);
    const left = this.left.splice(0, half);
    return [...left, ...this.fresh.splice(0, most - left.length)];
  }

  clear(): void {
    this.fresh = [];
    this.left = [];
  }
}
