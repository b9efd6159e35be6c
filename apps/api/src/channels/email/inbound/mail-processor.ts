import { buffer } from 'node:stream/consumers';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AttachmentsService, type NewAttachment } from '../../../desk/attachments/attachments.service.ts';
import { IntakeService } from '../../../desk/conversations/intake.service.ts';
import { CustomersService, type ResolvedCustomer } from '../../../desk/customers/customers.service.ts';
import { FileStorage } from '../../../kernel/storage/file-storage.ts';
import { IngestService, type LedgerEvent, type Outcome } from '../../ingest/ingest.service.ts';
import { threadSubject } from '../content/subject.ts';
import { withoutTag } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { MailParser } from '../parsing/mail-parser.ts';
import { storedLimits } from '../parsing/mail-limits.ts';
import { MailRefusal, type ParsedMail } from '../parsing/parsed-mail.ts';
import { Bounces } from './bounces.ts';
import { MailsRepository, type Relation } from './mails.repository.ts';
import { Threading } from './threading.ts';

/** Makes of a raw mail of the ledger a message in the conversation it belongs to. */
@Injectable()
export class MailProcessor implements OnModuleInit {
  constructor(
    private readonly ingest: IngestService,
    private readonly storage: FileStorage,
    private readonly attachments: AttachmentsService,
    private readonly parser: MailParser,
    private readonly mails: MailsRepository,
    private readonly threading: Threading,
    private readonly bounces: Bounces,
    private readonly mailboxes: MailboxesRepository,
    private readonly customers: CustomersService,
    private readonly intake: IntakeService,
  ) {}

  onModuleInit(): void {
    for (const provider of ['imap', 'smtp']) {
      this.ingest.register({ provider, alone: true, process: (event) => this.process(event) });
    }
  }

  private async process(event: LedgerEvent): Promise<Outcome> {
    const { accountId } = event;
    if (!accountId) return { status: 'ignored', reason: 'The mailbox was removed.' };
    const raw = await this.raw(event);
    let mail: ParsedMail;
    try {
      mail = await this.parser.parse(raw);
    } catch (error) {
      if (error instanceof MailRefusal) return { status: 'rejected', reason: `Not read: ${error.message}.` };
      throw error;
    }
    await this.threading.lock(accountId, mail);
    const relations = await this.threading.relations(mail);
    const known = knownAs(event, accountId, mail, relations);
    if (known) return known;
    if (isOwnMachine(event, mail)) return { status: 'ignored', reason: 'An automatic mail of this mailbox to itself.' };
    const report = await this.bounces.settle(accountId, mail);
    if (report) return report;
    if (event.headers['folder'] === 'sent') return this.sentElsewhere(event, accountId, mail, relations, raw.length);
    const customer = await this.customerOf(event, mail);
    const occurredAt = arrivedAt(event);
    const found = { ...mail, isOurs: false, occurredAt };
    const place = await this.threading.place(accountId, customer.id, found, relations);
    const received = await this.intake.receive({
      channel: 'email',
      accountId,
      customerId: customer.id,
      customerName: customer.name,
      externalId: event.externalId,
      text: mail.text,
      contentType: contentTypeOf(mail),
      subject: mail.subject,
      occurredAt,
      inboundEventId: event.id,
      place,
      isAutomaticReply: mail.notes.includes('auto-reply'),
      attachments: await this.keep(event.id, mail),
    });
    if (!received.duplicate) await this.insert(received.messageId, customer.id, event, mail, raw.length);
    return { status: 'processed' };
  }

  /** What somebody wrote in a mail program, out of the folder of sent mails. */
  private async sentElsewhere(
    event: LedgerEvent,
    accountId: string,
    mail: ParsedMail,
    relations: Relation[],
    rawSize: number,
  ): Promise<Outcome> {
    const customer = await this.recipientOf(mail);
    if (!customer) return { status: 'ignored', reason: 'It was sent to nobody but ourselves.' };
    const occurredAt = arrivedAt(event);
    const found = { ...mail, isOurs: true, occurredAt };
    const sent = await this.intake.sentElsewhere({
      channel: 'email',
      accountId,
      customerId: customer.id,
      customerName: customer.name,
      author: mail.from?.name ?? event.account,
      externalId: event.externalId,
      text: mail.text,
      contentType: contentTypeOf(mail),
      subject: mail.subject,
      occurredAt,
      inboundEventId: event.id,
      place: await this.threading.place(accountId, customer.id, found, relations),
      attachments: await this.keep(event.id, mail),
    });
    if (!sent.duplicate) await this.insert(sent.messageId, customer.id, event, mail, rawSize);
    return { status: 'processed' };
  }

  private async recipientOf({ to, cc, bcc }: ParsedMail): Promise<ResolvedCustomer | null> {
    const own = new Set((await this.mailboxes.all()).map(({ address }) => address));
    for (const { address, name } of [...to, ...cc, ...bcc]) {
      if (own.has(withoutTag(address))) continue;
      const customer = await this.customers.resolve({ kind: 'email', value: address, name });
      if (customer) return customer;
    }
    return null;
  }

  private async raw(event: LedgerEvent): Promise<Buffer> {
    if (event.body) return event.body;
    return event.bodyKey ? buffer(await this.storage.read(event.bodyKey)) : Buffer.alloc(0);
  }

  private async customerOf(event: LedgerEvent, mail: ParsedMail): Promise<ResolvedCustomer> {
    const candidates = [mail.from, mail.replyTo[0], { address: event.headers['envelopeFrom'] ?? '', name: null }];
    for (const sender of candidates) {
      if (!sender?.address) continue;
      const customer = await this.customers.resolve({ kind: 'email', value: sender.address, name: sender.name });
      if (customer) return customer;
    }
    const nobody = await this.customers.resolve({ kind: 'handle', value: 'mail:unknown', name: 'Unknown sender' });
    if (!nobody) throw new Error('There is no customer for mail without a sender.');
    return nobody;
  }

  /** The same keys at every try: a failed one leaves nothing behind that the next does not overwrite. */
  private async keep(eventId: number, mail: ParsedMail): Promise<NewAttachment[]> {
    const kept: NewAttachment[] = [];
    for (const [index, { content, ...file }] of mail.attachments.entries()) {
      if (content.length > storedLimits.attachmentBytes) {
        kept.push({ ...file, sizeBytes: content.length, storageKey: null, state: 'too_large' });
        continue;
      }
      const storageKey = `mail-attachments/${eventId}/${index}`;
      const contentType = await this.attachments.keep(storageKey, Buffer.from(content.buffer), file.contentType);
      kept.push({ ...file, contentType, sizeBytes: content.length, storageKey, state: 'stored' });
    }
    return kept;
  }

  private async insert(
    messageId: string,
    customerId: string,
    event: LedgerEvent,
    mail: ParsedMail,
    rawSize: number,
  ): Promise<void> {
    const { path = null, uidValidity = null, uid = null } = event.headers;
    await this.mails.insert({
      messageId,
      customerId,
      internetMessageId: mail.messageId,
      inReplyTo: mail.inReplyTo,
      referenceIds: [...new Set([...mail.references, ...(mail.inReplyTo ? [mail.inReplyTo] : [])])],
      subject: mail.subject,
      threadSubject: threadSubject(mail.subject),
      fromAddress: mail.from?.address ?? null,
      fromName: mail.from?.name ?? null,
      toAddresses: JSON.stringify(mail.to),
      ccAddresses: JSON.stringify(mail.cc),
      bccAddresses: JSON.stringify(mail.bcc),
      replyTo: JSON.stringify(mail.replyTo),
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
      invitation: mail.invitation && JSON.stringify(mail.invitation),
    });
  }
}

function contentTypeOf({ text, attachments }: ParsedMail): string {
  return text === '' && attachments.length > 0 ? 'document' : 'text';
}

/** What such a mail would be answered with comes back here again, for ever. */
function isOwnMachine({ account }: LedgerEvent, { from, notes }: ParsedMail): boolean {
  return notes.includes('auto-submitted') && from !== null && withoutTag(from.address) === account;
}

/** What to say of a mail that is here already; null for a new one. */
function knownAs(event: LedgerEvent, accountId: string, mail: ParsedMail, relations: Relation[]): Outcome | null {
  const twins = relations.filter((other) => other.hasSameContent && other.accountId === accountId);
  if (twins.some((twin) => twin.externalId === event.externalId)) return { status: 'processed' };
  const cameBack = ({ isOurs, messageId }: Relation) =>
    isOurs && mail.messageId !== null && messageId === mail.messageId;
  if (relations.some(cameBack)) return { status: 'ignored', reason: 'It is a mail of ours that came back.' };
  const isKnown = twins.some((twin) => mail.messageId !== null || !isNeighbour(twin, event));
  return isKnown ? { status: 'ignored', reason: 'The same mail is here already by another way.' } : null;
}

/**
 * Whether both lie side by side in one mailbox: then they are two mails, however alike. Only mails without a
 * Message-ID are told apart so; with one, equal content is the same mail copied.
 */
function isNeighbour(twin: Relation, { headers }: LedgerEvent): boolean {
  return (
    headers['uid'] !== undefined &&
    twin.mailboxPath === headers['path'] &&
    twin.uidValidity === headers['uidValidity'] &&
    twin.uid !== headers['uid']
  );
}

/** By the clock of the server it lay on, where that is not ahead of ours. */
function arrivedAt({ headers, receivedAt }: LedgerEvent): Date {
  const stamp = Date.parse(headers['arrivedAt'] ?? '');
  return Number.isNaN(stamp) || stamp > receivedAt.getTime() ? receivedAt : new Date(stamp);
}
