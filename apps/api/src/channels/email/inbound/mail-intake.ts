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

  /** Keeps note of a mail that is too large to be fetched at all; it stays in the mailbox. */
  async refuse(mail: Omit<ArrivedMail, 'raw'>, size: number): Promise<Accepted> {
    const reason = `Not read: it has ${size} bytes, mails of up to ${mailLimits.size} are.`;
    return this.ingest.reject({ ...rowOf(mail, size), body: null }, reason);
  }
}

function rowOf({ way, mailbox, externalId, envelope }: Omit<ArrivedMail, 'raw'>, bodySize: number) {
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
