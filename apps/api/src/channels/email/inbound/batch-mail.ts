import type { NewAttachment } from '../../../desk/attachments/attachments.service.ts';
import type { LedgerEvent } from '../../ingest/ingest.service.ts';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { linksOf } from './threading.ts';

/** A mail that came with many others, read and ready to be stored with them. */
export interface BatchMail {
  event: LedgerEvent;
  accountId: string;
  mail: ParsedMail & { messageId: string };
  rawSize: number;
  attachments: NewAttachment[];
}

/**
 * Those that have nothing to do with one before them in the batch: what each is does not depend on the others, so it makes
 * no difference that they are stored together.
 */
export function strangers(batch: BatchMail[]): BatchMail[] {
  const seen = new Set<string>();
  return batch.filter(({ mail }) => {
    const keys = [mail.messageId, hexOf(mail), ...linksOf(mail)];
    const isStranger = keys.every((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return isStranger;
  });
}

export function hexOf({ contentHash }: ParsedMail): string {
  return Buffer.from(contentHash).toString('hex');
}
