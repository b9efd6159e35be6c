import { Injectable } from '@nestjs/common';
import { IngestService } from '../../../ingest/ingest.service.ts';

/** Of mail that is fetched and not yet in the ledger, all mailboxes of the node together. */
const BYTES_IN_FLIGHT = 64 * 1_048_576;
/** However much else comes in: mail waits no longer than this for room. */
const LONGEST_WAIT_MILLISECONDS = 5_000;

/**
 * Lets the mailboxes of a node take turns. One with ten thousand mails to catch up with hands in a batch and goes to the
 * end of the line; what another gets meanwhile waits for a batch or two, never for all of them.
 */
@Injectable()
export class MailFlow {
  private inFlight = 0;
  private readonly line: { bytes: number; enter: () => void }[] = [];

  constructor(private readonly ingest: IngestService) {}

  /** Runs `work`, which holds that many bytes of mail in memory, once it is its turn. */
  async turn<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    await this.ingest.room(LONGEST_WAIT_MILLISECONDS);
    await new Promise<void>((enter) => {
      this.line.push({ bytes, enter });
      this.admit();
    });
    try {
      return await work();
    } finally {
      this.inFlight -= bytes;
      this.admit();
    }
  }

  private admit(): void {
    // One that is larger than all the room there is enters alone.
    for (let [next] = this.line; next; [next] = this.line) {
      if (this.inFlight > 0 && this.inFlight + next.bytes > BYTES_IN_FLIGHT) return;
      this.line.shift();
      this.inFlight += next.bytes;
      next.enter();
    }
  }
}
