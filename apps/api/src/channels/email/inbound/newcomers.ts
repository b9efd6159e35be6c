import { Injectable } from '@nestjs/common';
import { OpeningsService } from '../../../desk/conversations/openings.service.ts';
import { CustomersService, type ResolvedCustomer } from '../../../desk/customers/customers.service.ts';
import { Database } from '../../../kernel/database/database.ts';
import { IngestService, type LedgerEvent } from '../../ingest/ingest.service.ts';
import { AcknowledgementsService } from '../acknowledgements/acknowledgements.service.ts';
import { isAnswerSubject } from '../content/subject.ts';
import { MailParser } from '../parsing/mail-parser.ts';
import { MailRefusal, type ParsedMail } from '../parsing/parsed-mail.ts';
import { arrivedAt, contentTypeOf, isOwnMachine, MailFiling, refusalOf, rowOf, sendersOf } from './mail-filing.ts';
import { MailsRepository } from './mails.repository.ts';
import { ReplyTokens } from './reply-tokens.ts';
import { Threading } from './threading.ts';

interface Newcomer {
  event: LedgerEvent;
  accountId: string;
  mail: ParsedMail & { messageId: string };
  rawSize: number;
}

/** What is done again by itself need not wait for the disk. */
const REPLAYABLE = { replayable: true };

/**
 * Works off mails that came many at once, as far as each clearly begins a conversation: by a few statements for all of
 * them together. Mails that have to do with any other go one by one, after these, as ever.
 */
@Injectable()
export class Newcomers {
  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    private readonly parser: MailParser,
    private readonly mails: MailsRepository,
    private readonly threading: Threading,
    private readonly tokens: ReplyTokens,
    private readonly filing: MailFiling,
    private readonly customers: CustomersService,
    private readonly openings: OpeningsService,
    private readonly acknowledgements: AcknowledgementsService,
  ) {}

  /** @returns the rows that are left */
  async take(events: LedgerEvent[]): Promise<number[]> {
    const refused = new Map<number, MailRefusal>();
    const parsed = await Promise.all(events.map((event) => this.parsed(event, refused)));
    const candidates = distinct(parsed.filter((mail) => mail !== null));
    const taken = candidates.length > 1 ? await this.store(candidates) : new Set<number>();
    for (const id of await this.refuse(refused)) taken.add(id);
    return events.map(({ id }) => id).filter((id) => !taken.has(id));
  }

  /** A mail that could not be read in its time is not tried a second time. */
  private async refuse(refused: Map<number, MailRefusal>): Promise<Set<number>> {
    if (refused.size === 0) return new Set();
    return this.database.transaction(async () => {
      const claimed = await this.ingest.claim([...refused.keys()]);
      for (const id of claimed) await this.ingest.settle(id, refusalOf(refused.get(id)!));
      return claimed;
    }, REPLAYABLE);
  }

  /** Null for one that is to go alone. */
  private async parsed(event: LedgerEvent, refused: Map<number, MailRefusal>): Promise<Newcomer | null> {
    const { accountId, body, headers } = event;
    if (!accountId || !body || headers['folder'] === 'sent') return null;
    const mail = await this.parser.parse(body).catch((error: unknown) => {
      if (error instanceof MailRefusal) refused.set(event.id, error);
      // Any other fault is told when it goes alone.
      return null;
    });
    if (!mail?.messageId || !this.beginsConversation(mail) || isOwnMachine(event, mail)) return null;
    return { event, accountId, mail: { ...mail, messageId: mail.messageId }, rawSize: body.length };
  }

  private beginsConversation({ inReplyTo, references, subject, to, cc, report }: ParsedMail): boolean {
    if (inReplyTo !== null || references.length > 0 || report?.about) return false;
    if (subject !== null && isAnswerSubject(subject)) return false;
    return ![...to, ...cc].some(({ address }) => this.tokens.read(address) !== null);
  }

  private async store(candidates: Newcomer[]): Promise<Set<number>> {
    const attachments = new Map(
      await Promise.all(
        candidates.map(async ({ event, mail }) => [event.id, await this.filing.keep(event.id, mail)] as const),
      ),
    );
    return this.database.transaction(async () => {
      const claimed = await this.ingest.claim(candidates.map(({ event }) => event.id));
      const free = candidates.filter(({ event }) => claimed.has(event.id));
      await this.threading.lockAll(free);
      const related = await this.mails.anyRelated(
        free.map(({ mail }) => mail.messageId),
        free.map(({ mail }) => Buffer.from(mail.contentHash)),
      );
      const fresh = free.filter(({ mail }) => !related.has(mail.messageId) && !related.has(hexOf(mail)));
      const customers = await this.customersOf(fresh);
      const messageIds = await this.openings.openAll(
        fresh.map(({ event, accountId, mail }) => {
          const customer = customers.get(event.id)!;
          return {
            channel: 'email',
            accountId,
            customerId: customer.id,
            customerName: customer.name,
            externalId: event.externalId,
            text: mail.text,
            contentType: contentTypeOf(mail),
            subject: mail.subject,
            occurredAt: arrivedAt(event),
            inboundEventId: event.id,
            isAutomaticReply: mail.notes.includes('auto-reply'),
            attachments: attachments.get(event.id) ?? [],
          };
        }),
      );
      await this.mails.insert(
        fresh.map(({ event, mail, rawSize }, index) =>
          rowOf(messageIds[index]!, customers.get(event.id)!.id, event, mail, rawSize),
        ),
      );
      await this.acknowledgements.answer(
        fresh.map(({ event, accountId, mail }, index) => ({
          accountId,
          messageId: messageIds[index]!,
          mail,
          arrivedAt: arrivedAt(event),
        })),
      );
      const ids = fresh.map(({ event }) => event.id);
      await this.ingest.settleAll(ids);
      return new Set(ids);
    }, REPLAYABLE);
  }

  private async customersOf(newcomers: Newcomer[]): Promise<Map<number, ResolvedCustomer>> {
    const senders = newcomers.map(({ event, mail }) => sendersOf(event, mail)[0]?.value ?? '');
    const known = await this.customers.known('email', senders);
    const found = new Map<number, ResolvedCustomer>();
    // In one order everywhere: two batches that make the same customers wait for each other, never in a circle.
    const ordered = newcomers
      .map((newcomer, index) => ({ newcomer, sender: senders[index]! }))
      .sort((a, b) => (a.sender < b.sender ? -1 : 1));
    for (const { newcomer, sender } of ordered) {
      const { event, mail } = newcomer;
      found.set(event.id, known.get(sender) ?? (await this.filing.customerOf(event, mail)));
    }
    return found;
  }
}

/** The second of two that are the same, or call themselves so, goes after the first. */
function distinct(newcomers: Newcomer[]): Newcomer[] {
  const seen = new Set<string>();
  return newcomers.filter(({ mail }) => {
    const keys = [mail.messageId, hexOf(mail)];
    const isNew = keys.every((key) => !seen.has(key));
    for (const key of keys) seen.add(key);
    return isNew;
  });
}

function hexOf({ contentHash }: ParsedMail): string {
  return Buffer.from(contentHash).toString('hex');
}
