import { Injectable } from '@nestjs/common';
import { bareSubject, isAnswerSubject } from '../content/subject.ts';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { MailsRepository, type Relation } from './mails.repository.ts';
import { ReplyTokens } from './reply-tokens.ts';

type Links = Pick<ParsedMail, 'messageId' | 'inReplyTo' | 'references'>;
type Found = Links & Pick<ParsedMail, 'to' | 'cc' | 'subject'>;

/** References looked at: the first names the thread, the last ones the mails before. */
const NEAREST = 40;
const LOCKED = 4;
/** Words that are alike say little after a longer time. */
const SUBJECT_DAYS = 30;

/**
 * Finds the conversation a mail belongs to: by what it refers to and what refers to it; by the address it was sent to;
 * and last by its subject, where it answers a mail that went to the same customer from the same mailbox.
 */
@Injectable()
export class Threading {
  constructor(
    private readonly mails: MailsRepository,
    private readonly tokens: ReplyTokens,
  ) {}

  /** Mails of one thread that come at once wait here for one another. */
  async lock(accountId: string, mail: Links & Pick<ParsedMail, 'contentHash'>): Promise<void> {
    const ids = [mail.messageId, ...mail.references.slice(0, 1), ...linksOf(mail).slice(0, LOCKED)];
    await this.mails.lock([
      `mail:${accountId}:${Buffer.from(mail.contentHash).toString('hex')}`,
      ...ids.filter((id) => id !== null).map((id) => `mail:${accountId}:${id}`),
    ]);
  }

  /** Stored mails it refers to, that have its Message-ID, or that are the same. */
  async relations(mail: Links & Pick<ParsedMail, 'contentHash'>): Promise<Relation[]> {
    return this.mails.related([...(mail.messageId ? [mail.messageId] : []), ...linksOf(mail)], mail.contentHash);
  }

  async find(accountId: string, customerId: string, mail: Found, relations: Relation[]): Promise<string | null> {
    const links = linksOf(mail);
    const [nearest] = relations
      .map((row) => ({ ...row, rank: links.indexOf(row.internetMessageId ?? '') }))
      .filter(({ rank }) => rank !== -1)
      .sort((a, b) => Number(b.accountId === accountId) - Number(a.accountId === accountId) || a.rank - b.rank);
    if (nearest) return nearest.conversationId;
    // The answer came before the mail it answers; or it is a second answer to a mail that never came this way. The
    // latter of one customer only: a circular has many who answer it.
    const referring = await this.mails.referringTo(mail.messageId, links, accountId, customerId);
    return referring ?? (await this.byAddress(accountId, mail)) ?? this.bySubject(accountId, customerId, mail);
  }

  private async byAddress(accountId: string, { to, cc }: Found): Promise<string | null> {
    for (const { address } of [...to, ...cc]) {
      const number = this.tokens.read(address);
      const conversationId = number === null ? null : await this.mails.conversationNumbered(number, accountId);
      if (conversationId) return conversationId;
    }
    return null;
  }

  private async bySubject(accountId: string, customerId: string, { subject }: Found): Promise<string | null> {
    if (!subject || !isAnswerSubject(subject)) return null;
    const bare = bareSubject(subject);
    const sent = await this.mails.sentLately(accountId, customerId, SUBJECT_DAYS);
    return sent.find((mail) => bareSubject(mail.subject) === bare)?.conversationId ?? null;
  }
}

/** What a mail refers to, the nearest first. */
function linksOf({ inReplyTo, references }: Links): string[] {
  const nearest = [...(inReplyTo ? [inReplyTo] : []), ...references.toReversed()];
  return [...new Set([...nearest.slice(0, NEAREST), ...references.slice(0, 1)])];
}
