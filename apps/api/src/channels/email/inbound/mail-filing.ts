import { buffer } from 'node:stream/consumers';
import { Injectable } from '@nestjs/common';
import { AttachmentsService, type NewAttachment } from '../../../desk/attachments/attachments.service.ts';
import {
  CustomersService,
  type ContactPoint,
  type ResolvedCustomer,
} from '../../../desk/customers/customers.service.ts';
import type { FileStorage } from '../../../kernel/storage/file-storage.ts';
import type { LedgerEvent, Outcome } from '../../ingest/ingest.service.ts';
import { threadSubject } from '../content/subject.ts';
import { withoutTag } from '../mailboxes/mailbox.ts';
import { storedLimits } from '../parsing/mail-limits.ts';
import type { MailRefusal, ParsedMail } from '../parsing/parsed-mail.ts';
import type { NewMail } from './mails.repository.ts';

/** What of a mail goes where, whichever way it is worked off. */
@Injectable()
export class MailFiling {
  constructor(
    private readonly attachments: AttachmentsService,
    private readonly customers: CustomersService,
  ) {}

  async customerOf(event: LedgerEvent, mail: ParsedMail): Promise<ResolvedCustomer> {
    for (const sender of sendersOf(event, mail)) {
      const customer = await this.customers.resolve(sender);
      if (customer) return customer;
    }
    const nobody = await this.customers.resolve({ kind: 'handle', value: 'mail:unknown', name: 'Unknown sender' });
    if (!nobody) throw new Error('There is no customer for mail without a sender.');
    return nobody;
  }

  /** The same keys at every try: a failed one leaves nothing behind that the next does not overwrite. */
  async keep(eventId: number, mail: ParsedMail): Promise<NewAttachment[]> {
    const kept: NewAttachment[] = [];
    for (const [index, { content, ...file }] of mail.attachments.entries()) {
      if (content.length > storedLimits.attachmentBytes) {
        kept.push({ ...file, isInline: false, sizeBytes: content.length, storageKey: null, state: 'too_large' });
        continue;
      }
      const storageKey = `mail-attachments/${eventId}/${index}`;
      const contentType = await this.attachments.keep(storageKey, Buffer.from(content.buffer), file.contentType);
      const isPicture = [file.contentType, contentType].some((type) => type.startsWith('image/'));
      const isInline = file.isInline && isPicture;
      kept.push({ ...file, contentType, isInline, sizeBytes: content.length, storageKey, state: 'stored' });
    }
    return kept;
  }
}

/** The mail as it came. */
export async function rawOf({ body, bodyKey }: LedgerEvent, storage: FileStorage): Promise<Buffer> {
  if (body) return body;
  return bodyKey ? buffer(await storage.read(bodyKey)) : Buffer.alloc(0);
}

/** Who may have sent it, the likeliest first. */
export function sendersOf(event: LedgerEvent, mail: ParsedMail): ContactPoint[] {
  const candidates = [mail.from, mail.replyTo[0], { address: event.headers['envelopeFrom'] ?? '', name: null }];
  return candidates.flatMap((sender) =>
    sender?.address ? [{ kind: 'email' as const, value: sender.address, name: sender.name }] : [],
  );
}

export function rowOf(
  messageId: string,
  customerId: string,
  event: LedgerEvent,
  mail: ParsedMail,
  rawSize: number,
): NewMail {
  const { path = null, uidValidity = null, uid = null } = event.headers;
  // Whoever answers a mail that names no sender answers the one the mail servers knew.
  const from = mail.from ?? { address: event.headers['envelopeFrom'] || null, name: null };
  return {
    messageId,
    customerId,
    internetMessageId: mail.messageId,
    inReplyTo: mail.inReplyTo,
    referenceIds: [...new Set([...mail.references, ...(mail.inReplyTo ? [mail.inReplyTo] : [])])],
    subject: mail.subject,
    threadSubject: threadSubject(mail.subject),
    fromAddress: from.address,
    fromName: from.name,
    toAddresses: mail.to,
    ccAddresses: mail.cc,
    bccAddresses: mail.bcc,
    replyTo: mail.replyTo,
    sentDate: mail.date,
    html: mail.html,
    textFull: mail.fullText,
    hasRemoteImages: mail.hasRemoteImages,
    rawKey: event.bodyKey,
    rawSize,
    mailboxPath: path,
    uidValidity,
    uid,
    contentHash: Buffer.from(mail.contentHash),
    notes: mail.notes,
    invitation: mail.invitation,
  };
}

/** Minutes until a mail that a busy machine had no time for is read once more. */
const PAUSES = [1, 10, 60];

/** What becomes of a mail that is not to be read; for now, where it is not to blame. */
export function refusalOf({ attempts }: LedgerEvent, { message, isPassing }: MailRefusal): Outcome {
  const minutes = isPassing ? PAUSES[attempts] : undefined;
  const outcome = { status: 'rejected' as const, reason: `Not read: ${message}.` };
  if (minutes === undefined) return outcome;
  const reason = `${outcome.reason} It is tried again by itself.`;
  return { ...outcome, reason, againAt: new Date(Date.now() + minutes * 60_000) };
}

export function contentTypeOf({ text, attachments, notes }: ParsedMail): string {
  if (notes.includes('encrypted')) return 'encrypted';
  if (text === '' && notes.includes('signed')) return 'signed';
  return text === '' && attachments.length > 0 ? 'document' : 'text';
}

/** What such a mail would be answered with comes back here again, for ever. */
export function isOwnMachine({ account }: LedgerEvent, { from, notes }: ParsedMail): boolean {
  return notes.includes('auto-submitted') && from !== null && withoutTag(from.address) === account;
}

/** By the clock of the server it lay on, where that is not ahead of ours. */
export function arrivedAt({ headers, receivedAt }: LedgerEvent): Date {
  const stamp = Date.parse(headers['arrivedAt'] ?? '');
  return Number.isNaN(stamp) || stamp > receivedAt.getTime() ? receivedAt : new Date(stamp);
}
