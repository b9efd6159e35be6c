import { buffer } from 'node:stream/consumers';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { IntakeService } from '../../../desk/conversations/intake.service.ts';
import { CustomersService, type ResolvedCustomer } from '../../../desk/customers/customers.service.ts';
import { FileStorage } from '../../../kernel/storage/file-storage.ts';
import { IngestService, type LedgerEvent, type Outcome } from '../../ingest/ingest.service.ts';
import { AcknowledgementsService } from '../acknowledgements/acknowledgements.service.ts';
import { withoutTag } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { MailParser } from '../parsing/mail-parser.ts';
import { MailRefusal, type ParsedMail } from '../parsing/parsed-mail.ts';
import { Bounces } from './bounces.ts';
import { arrivedAt, contentTypeOf, isOwnMachine, MailFiling, refusalOf, rowOf } from './mail-filing.ts';
import { MailBatches } from './mail-batches.ts';
import { MailsRepository, type Relation } from './mails.repository.ts';

import { Threading } from './threading.ts';

/** Makes of a raw mail of the ledger a message in the conversation it belongs to. */
@Injectable()
export class MailProcessor implements OnModuleInit {
  constructor(
    private readonly ingest: IngestService,
    private readonly storage: FileStorage,
    private readonly parser: MailParser,
    private readonly mails: MailsRepository,
    private readonly threading: Threading,
    private readonly bounces: Bounces,
    private readonly mailboxes: MailboxesRepository,
    private readonly customers: CustomersService,
    private readonly intake: IntakeService,
    private readonly filing: MailFiling,
    private readonly batches: MailBatches,
    private readonly acknowledgements: AcknowledgementsService,
  ) {}

  onModuleInit(): void {
    for (const provider of ['imap', 'smtp']) {
      this.ingest.register({
        provider,
        alone: true,
        process: (event) => this.process(event),
        processMany: (events) => this.batches.take(events),
      });
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
      if (error instanceof MailRefusal) return refusalOf(event, error);
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
    const customer = await this.filing.customerOf(event, mail);
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
      attachments: await this.filing.keep(event.id, mail),
    });
    if (!received.duplicate) await this.mails.insert([rowOf(received.messageId, customer.id, event, mail, raw.length)]);
    const { messageId, opened } = received;
    if (opened) await this.acknowledgements.answer([{ messageId, accountId, mail, arrivedAt: occurredAt }]);
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
      attachments: await this.filing.keep(event.id, mail),
    });
    if (!sent.duplicate) await this.mails.insert([rowOf(sent.messageId, customer.id, event, mail, rawSize)]);
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
}

/** What to say of a mail that is here already; null for a new one. */
function knownAs(event: LedgerEvent, accountId: string, mail: ParsedMail, relations: Relation[]): Outcome | null {
  const isHere = (other: Relation) => other.accountId === accountId || other.formerAddress === event.account;
  const twins = relations.filter((other) => other.contentHash?.equals(mail.contentHash) && isHere(other));
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
function isNeighbour(twin: Relation, { headers, externalId }: LedgerEvent): boolean {
  return headers['uid'] !== undefined && twin.externalId !== null && folderOf(twin.externalId) === folderOf(externalId);
}

/** What the keys of all mails of a folder have in common: the account, the folder and how it was numbered then. */
function folderOf(key: string): string {
  return key.slice(0, key.lastIndexOf(':'));
}
