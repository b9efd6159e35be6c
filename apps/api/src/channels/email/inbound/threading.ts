import { Injectable } from '@nestjs/common';
import { IntakeService, type Place } from '../../../desk/conversations/intake.service.ts';
import { threadSubject } from '../content/subject.ts';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { BySubject } from './by-subject.ts';
import { addressesOf, belongsTo, bySeniority, type Kin, type Seniority } from './kinship.ts';
import { MailsRepository, type Relation } from './mails.repository.ts';
import { ReplyTokens } from './reply-tokens.ts';

type Links = Pick<ParsedMail, 'messageId' | 'inReplyTo' | 'references'>;
type Keyed = Links & Pick<ParsedMail, 'contentHash' | 'subject'>;
type Found = ParsedMail & { isOurs: boolean; occurredAt: Date };

/** References looked at: the first names the thread, the last ones the mails before. */
const NEAREST = 40;
/** A mail that so many conversations refer to is a circular that nobody told us about. */
const MOST_JOINED = 20;

/**
 * Finds the conversation a mail belongs to: by what it refers to and what refers to it; by the address it was sent to;
 * and last by its subject, where it or what it answers refers to nothing ({@link BySubject}).
 *
 * Mails come in any order. Whether two belong together depends on the two alone ({@link belongsTo}), and a mail that
 * links several conversations joins them: so the conversations are the same in the end, whatever came first.
 */
@Injectable()
export class Threading {
  constructor(
    private readonly mails: MailsRepository,
    private readonly tokens: ReplyTokens,
    private readonly intake: IntakeService,
    private readonly bySubject: BySubject,
  ) {}

  /** Mails of one thread that come at once wait here for one another. */
  async lock(accountId: string, mail: Keyed, isOurs: boolean): Promise<void> {
    await this.lockAll([{ accountId, mail, isOurs }]);
  }

  /** All of them at once: two that take several one after the other could wait for each other for ever. */
  async lockAll(mails: { accountId: string; mail: Keyed; isOurs?: boolean }[]): Promise<void> {
    await this.mails.lock(
      mails.flatMap(({ accountId, mail, isOurs = false }) =>
        [Buffer.from(mail.contentHash).toString('hex'), mail.messageId, ...linksOf(mail), wordsOf(mail, isOurs)]
          .filter((key) => key !== null)
          .map((key) => `mail:${accountId}:${key}`),
      ),
    );
  }

  /** Stored mails it refers to, that have its Message-ID, or that are the same. */
  async relations(mail: Links & Pick<ParsedMail, 'contentHash'>): Promise<Relation[]> {
    return this.mails.related(
      [...(mail.messageId ? [mail.messageId] : []), ...linksOf(mail)],
      [Buffer.from(mail.contentHash)],
    );
  }

  /** Where a mail belongs; null when it begins a conversation. */
  async place(accountId: string, customerId: string, mail: Found, relations: Relation[]): Promise<Place | null> {
    const found = await this.candidates(accountId, customerId, mail, relations);
    if (found.length === 0) return null;
    // What each begins with is asked once nobody can change it any more.
    const homes = await this.intake.lockHomes([...new Set(found)].slice(0, 1 + MOST_JOINED));
    const [conversationId, ...others] = new Set(homes.values());
    if (!conversationId) return null;
    const heads: [string | null, Seniority][] = [...(await this.mails.heads([conversationId, ...others]))];
    const bySeniorHead = [...heads, [null, seniorityOf(mail)] as const].sort(([, a], [, b]) => bySeniority(a, b));
    return { conversationId, others, bySeniorHead: bySeniorHead.map(([id]) => id) };
  }

  /** Conversations it belongs to, the nearest first. */
  private async candidates(
    accountId: string,
    customerId: string,
    mail: Found,
    relations: Relation[],
  ): Promise<string[]> {
    const links = linksOf(mail);
    const self: Kin = {
      messageId: mail.messageId,
      customerId,
      from: mail.from?.address ?? null,
      recipients: addressesOf(mail.to, mail.cc, mail.bcc),
      isOurs: mail.isOurs,
    };
    const answered = relations
      .map((other) => ({ other, rank: links.indexOf(other.messageId ?? '') }))
      .filter(({ other, rank }) => rank !== -1 && belongsTo(self, other))
      .sort((a, b) => a.rank - b.rank)
      .map(({ other }) => other);
    const here = answered.filter((other) => other.accountId === accountId);
    const referring = await this.mails.referring(mail.messageId, links, accountId, customerId);
    const strangers = new Set(
      referring.filter((row) => row.customerId !== customerId).map((row) => row.conversationId),
    );
    const akin = referring.filter(
      (row) =>
        row.customerId === customerId ||
        (strangers.size <= MOST_JOINED && row.references.includes(mail.messageId ?? '') && belongsTo(row, self)),
    );
    const found = [...here, ...akin].map((row) => row.conversationId);
    const addressed = await this.byAddress(accountId, mail);
    if (addressed) found.push(addressed);
    // A thread that goes on in another mailbox of ours stays where it is.
    if (found.length === 0 && answered[0]) found.push(answered[0].conversationId);
    return mail.isOurs
      ? this.withAnswers(accountId, customerId, mail, found)
      : this.orWorded(accountId, customerId, mail, found);
  }

  private async byAddress(accountId: string, { to, cc }: Found): Promise<string | null> {
    for (const { address } of [...to, ...cc]) {
      const number = this.tokens.read(address);
      const conversationId = number === null ? null : await this.mails.conversationNumbered(number, accountId);
      if (conversationId) return conversationId;
    }
    return null;
  }

  private async orWorded(accountId: string, customerId: string, mail: Found, found: string[]): Promise<string[]> {
    if (found.length > 0 || linksOf(mail).length > 0) return found;
    return this.bySubject.ofTheirs(accountId, customerId, mail);
  }

  /** Whatever a mail of ours refers to: an answer to it that refers to nothing may have been here first. */
  private async withAnswers(accountId: string, customerId: string, mail: Found, found: string[]): Promise<string[]> {
    const isLoose = found.length === 0 && linksOf(mail).length === 0;
    const homes = isLoose ? await this.bySubject.answeredByOurs(accountId, customerId, mail) : found;
    return [...homes, ...(await this.bySubject.answersToOurs(accountId, customerId, mail, homes))];
  }
}

export function seniorityOf({ inReplyTo, references, date, occurredAt, contentHash }: Found): Seniority {
  return {
    references: new Set([...references, ...(inReplyTo ? [inReplyTo] : [])]).size,
    writtenAt: date ? Date.parse(date) : occurredAt.getTime(),
    contentHash: Buffer.from(contentHash).toString('hex'),
  };
}

/** What ties a mail that refers to nothing to one of ours: neither names the other in any other way. */
function wordsOf(mail: Keyed, isOurs: boolean): string | null {
  const thread = isOurs || linksOf(mail).length === 0 ? threadSubject(mail.subject) : null;
  return thread && `subject:${thread}`;
}

/** What a mail refers to, the nearest first. */
export function linksOf({ inReplyTo, references }: Links): string[] {
  const nearest = [...(inReplyTo ? [inReplyTo] : []), ...references.toReversed()];
  return [...new Set([...nearest.slice(0, NEAREST), ...references.slice(0, 1)])];
}
