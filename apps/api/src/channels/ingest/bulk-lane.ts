import type { LedgerEvent } from './ledger-event.ts';

const BATCH = 100;
/** One is parsed while another is stored. */
const BATCHES_AT_ONCE = 2;

/** Rows that came many at once because we went and got them: they are worked through by the batch, beside the queue. */
export class BulkLane {
  private rows: LedgerEvent[] = [];
  private working = 0;
  private idle: (() => void)[] = [];

  constructor(private readonly work: (events: LedgerEvent[]) => Promise<void>) {}

  get waiting(): number {
    return this.rows.length;
  }

  add(events: LedgerEvent[]): void {
    this.rows.push(...events);
    while (this.working < BATCHES_AT_ONCE && this.working * BATCH < this.rows.length) {
      this.working += 1;
      setImmediate(() => void this.run());
    }
  }

  /** Leaves what waits to the table; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.rows = [];
    if (this.working > 0) await new Promise<void>((resolve) => this.idle.push(resolve));
  }

  private async run(): Promise<void> {
    while (this.rows.length > 0) await this.work(this.rows.splice(0, BATCH));
    this.working -= 1;
    if (this.working === 0) for (const resolve of this.idle.splice(0)) resolve();
  }
}
