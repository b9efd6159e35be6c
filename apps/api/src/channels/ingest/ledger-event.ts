/** Something that came in, as a channel hands it over: raw, before anybody looked into it. */
export interface RawInbound {
  provider: string;
  /** Slug or address of the account, also when we do not know it. */
  account: string;
  accountId: string | null;
  /** The provider's key of this delivery; the same one again is a duplicate. */
  externalId: string;
  kind: string;
  headers: Record<string, string>;
  contentType: string | null;
  /** Null when the bytes are in storage under `bodyKey`. */
  body: Buffer | null;
  bodyKey?: string | null;
  bodySize: number;
  /** We went and got it: it comes as fast as we let it, and nobody waits for the answer. */
  isFetched?: boolean;
}

/** A row of the ledger as its processor gets it. */
export interface LedgerEvent {
  id: number;
  provider: string;
  account: string;
  accountId: string | null;
  externalId: string;
  kind: string;
  headers: Record<string, string>;
  contentType: string | null;
  body: Buffer | null;
  bodyKey: string | null;
  /** Of what came; of what was refused maybe less was kept. */
  bodySize: number;
  attempts: number;
  receivedAt: Date;
}

export interface Outcome {
  status: 'processed' | 'ignored' | 'rejected';
  reason?: string;
  /** When it is looked at once more by itself: what was in the way may be gone then. */
  againAt?: Date;
}

/** The kind of what was refused at the door: nobody vouches for what its body says. */
export const REFUSED_KIND = 'rejected';

/** Works through one provider's events. Runs in a transaction; what it throws is undone and tried again. */
export interface InboundProcessor {
  provider: string;
  /** Takes its time over each event: what it locks meanwhile is not to be held until a whole batch is done. */
  alone?: boolean;
  process(event: LedgerEvent): Promise<Outcome>;
  /**
   * Works through those of many that came at once which it can settle together, in transactions of its own. Hands back
   * the ids of all others.
   */
  processMany?(events: LedgerEvent[]): Promise<number[]>;
  /**
   * Looks once more at what was refused at the door, when an admin asks: the secret may have been corrected since.
   * Without it what was refused stays refused.
   */
  retake?(event: LedgerEvent): Promise<Outcome>;
}

export const MAX_ATTEMPTS = 8;

/** Seconds to wait before the next try: 1, 4, 9, … with the number of tries so far. */
export function backOffSeconds(attempts: number): number {
  return Math.min(attempts * attempts, 300);
}
