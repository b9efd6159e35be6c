import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { FileStorage } from '../../../kernel/storage/file-storage.ts';
import { IngestService, type Accepted } from '../../ingest/ingest.service.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { mailLimits } from '../parsing/mail-limits.ts';

export interface ArrivedMail {
  way: 'imap' | 'smtp';
  mailbox: Pick<Mailbox, 'id' | 'address'>;
  /** The key of this delivery within the mailbox and the way. */
  externalId: string;
  /** What the way knows about it that the mail itself does not say. */
  envelope: Record<string, string>;
  raw: Buffer;
}

/** Of a mail that was refused. Where it was for nobody, the mailbox has no id. */
export type RefusedMail = Omit<ArrivedMail, 'raw' | 'mailbox'> & { mailbox: { id: string | null; address: string } };

/** Smaller mails lie in the ledger row itself: one write, one read. */
const IN_ROW_BYTES = 65_536;
const TYPE = 'message/rfc822';

/** Puts raw mail into the ledger, before anybody looks into it. */
@Injectable()
export class MailIntake {
  constructor(
    private readonly ingest: IngestService,
    private readonly storage: FileStorage,
  ) {}

  /** Stored and committed when it resolves. */
  async accept(mail: ArrivedMail): Promise<Accepted> {
    const [accepted] = await this.acceptAll([mail]);
    return accepted!;
  }

  /** As {@link accept}, for mails that came together: they stay so, in this order. */
  async acceptAll(mails: ArrivedMail[]): Promise<Accepted[]> {
    const rows = await Promise.all(mails.map((mail) => this.kept(mail)));
    return Promise.all(rows.map((row) => this.ingest.accept(row)));
  }

  /** The row of a mail, once what does not go into it is in the storage. */
  private async kept(mail: ArrivedMail) {
    const { raw, mailbox } = mail;
    const row = rowOf(mail, raw.length);
    if (raw.length <= IN_ROW_BYTES) return { ...row, body: raw };
    // The same delivery again writes the same file: nothing is left behind by a duplicate.
    const name = createHash('sha256').update(`${mail.way}:${mail.externalId}`).digest('hex');
    const bodyKey = `mail/${mailbox.id}/${name}`;
    await this.storage.put(bodyKey, raw, TYPE);
    return { ...row, body: null, bodyKey };
  }

  /**
   * Keeps note of a mail that is not taken, of which there is nothing but what its envelope says.
   *
   * @param size in bytes, as far as it is known
   */
  async refuse(mail: RefusedMail, size: number, reason: string): Promise<Accepted> {
    return this.ingest.reject({ ...rowOf(mail, size), body: null }, reason);
  }
}

export function sizeRefusal(size: number): string {
  return `it has ${megabytes(size)}, mails of up to ${megabytes(mailLimits.size)} are.`;
}

/** To one digit after the point, and never down to what is allowed. */
export function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1_048_576) * 10) / 10} MB`;
}

function rowOf({ way, mailbox, externalId, envelope }: RefusedMail, bodySize: number) {
  return {
    provider: way,
    account: mailbox.address,
    accountId: mailbox.id,
    externalId,
    kind: 'mail',
    headers: envelope,
    contentType: TYPE,
    bodySize,
    isFetched: way === 'imap',
  };
}
