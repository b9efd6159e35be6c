import { Injectable } from '@nestjs/common';
import { ArrivalsService, type ConversationRow } from '../../../desk/conversations/arrivals.service.ts';
import type { ResolvedCustomer } from '../../../desk/customers/customers.service.ts';
import { Database } from '../../../kernel/database/database.ts';
import { IngestService } from '../../ingest/ingest.service.ts';
import { strangers, type BatchMail } from './batch-mail.ts';
import { BatchStore, type Placed } from './batch-store.ts';
import { addressesOf, belongsTo, bySeniority } from './kinship.ts';
import { arrivedAt } from './mail-filing.ts';
import { MailsRepository, type Relation } from './mails.repository.ts';
import { ReplyTokens } from './reply-tokens.ts';
import { linksOf, seniorityOf, Threading } from './threading.ts';

/** Of what has to do with a batch so much is looked at; where there is more, its mails go one by one. */
const MOST_RELATIONS = 1000;

interface Following {
  batched: BatchMail;
  customer: ResolvedCustomer;
  conversationId: string;
}

/**
 * Of many mails stores those together that clearly go on with one conversation each: all that they have to do with is
 * there, and nothing about it changes by them. What {@link Threading} would find for each alone is the same.
 */
@Injectable()
export class Followers {
  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    private readonly arrivals: ArrivalsService,
    private readonly mails: MailsRepository,
    private readonly threading: Threading,
    private readonly tokens: ReplyTokens,
    private readonly store: BatchStore,
  ) {}

  /** @returns the rows of the ledger that are done */
  async take(batch: BatchMail[]): Promise<number[]> {
    const done: number[] = [];
    const linked = strangers(batch).filter(({ mail }) => linksOf(mail).length > 0);
    for (const [accountId, mails] of Map.groupBy(linked, (one) => one.accountId)) {
      if (mails.length > 1) done.push(...(await this.takeOf(accountId, mails)));
    }
    return done;
  }

  private takeOf(accountId: string, batch: BatchMail[]): Promise<number[]> {
    return this.database.transaction(
      async () => {
        const claimed = await this.ingest.claim(batch.map(({ event }) => event.id));
        const free = batch.filter(({ event }) => claimed.has(event.id));
        await this.threading.lockAll(free);
        const placed = await this.placed(accountId, free);
        await this.store.store(placed);
        return placed.map(({ batched }) => batched.event.id);
      },
      { replayable: true, ofMany: true },
    );
  }

  private async placed(accountId: string, batch: BatchMail[]): Promise<Placed[]> {
    const ids = [...new Set(batch.flatMap(({ mail }) => [mail.messageId, ...linksOf(mail)]))];
    const hashes = batch.map(({ mail }) => Buffer.from(mail.contentHash));
    const [related, referring, customers] = await Promise.all([
      this.mails.related(ids, hashes, MOST_RELATIONS),
      this.mails.referringToAny(ids, accountId, MOST_RELATIONS),
      this.store.customersOf(batch),
    ]);
    if (related.length >= MOST_RELATIONS || referring.length >= MOST_RELATIONS) return [];
    const following = batch.flatMap((batched, at) => {
      const conversationId = onlyHome(batched, customers[at]!.id, related, referring);
      return conversationId ? [{ batched, customer: customers[at]!, conversationId }] : [];
    });
    return this.open(following.filter(isFirstOfItsConversation));
  }

  /** Those whose conversation is open, is the one their address names, and began before them. */
  private async open(following: Following[]): Promise<Placed[]> {
    const ids = following.map(({ conversationId }) => conversationId);
    // What each begins with is asked once nobody can change it any more.
    const [rows, heads] = await Promise.all([this.arrivals.lockOpen(ids), this.mails.heads(ids)]);
    return following.flatMap(({ batched, customer, conversationId }) => {
      const head = heads.get(conversationId);
      const conversation = rows.get(conversationId);
      if (!head || !conversation || !this.isAddressed(batched, conversation)) return [];
      const self = seniorityOf({ ...batched.mail, isOurs: false, occurredAt: arrivedAt(batched.event) });
      return bySeniority(head, self) < 0 ? [{ batched, customer, conversation }] : [];
    });
  }

  private isAddressed({ mail }: BatchMail, { number }: ConversationRow): boolean {
    const named = [...mail.to, ...mail.cc].map(({ address }) => this.tokens.read(address));
    return named.every((one) => one === null || one === Number(number));
  }
}

/** The conversation of all stored mails that a mail has to do with; null where there are several, none, or a twin. */
function onlyHome(
  { accountId, mail }: BatchMail,
  customerId: string,
  related: Relation[],
  referring: Relation[],
): string | null {
  const links = new Set(linksOf(mail));
  const isTwin = (other: Relation) => other.messageId === mail.messageId || other.contentHash?.equals(mail.contentHash);
  if (related.some(isTwin)) return null;
  const self = {
    messageId: mail.messageId,
    customerId,
    from: mail.from?.address ?? null,
    recipients: addressesOf(mail.to, mail.cc, mail.bcc),
    isOurs: false,
  };
  const answered = related.filter(
    (other) => other.messageId !== null && links.has(other.messageId) && belongsTo(self, other),
  );
  const akin = referring.filter(
    (other) =>
      other.references.includes(mail.messageId) ||
      (other.customerId === customerId && other.references.some((id) => links.has(id))),
  );
  const homes = new Set([...answered, ...akin].map(({ conversationId }) => conversationId));
  const isHere = answered.length > 0 && answered.every((other) => other.accountId === accountId);
  return isHere && homes.size === 1 ? [...homes][0]! : null;
}

function isFirstOfItsConversation({ conversationId }: Following, at: number, all: Following[]): boolean {
  return all.findIndex((other) => other.conversationId === conversationId) === at;
}
