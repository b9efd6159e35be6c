import { Injectable } from '@nestjs/common';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { MailsRepository, type Relation } from './mails.repository.ts';

type Links = Pick<ParsedMail, 'messageId' | 'inReplyTo' | 'references'>;

/** References looked at: the first names the thread, the last ones the mails before. */
const NEAREST = 40;
const LOCKED = 4;

/** Finds the conversation a mail belongs to, by what it refers to and what refers to it; never by its subject. */
@Injectable()
export class Threading {
  constructor(private readonly mails: MailsRepository) {}

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

  async find(accountId: string, customerId: string, mail: Links, relations: Relation[]): Promise<string | null> {
    const links = linksOf(mail);
    const [nearest] = relations
      .map((row) => ({ ...row, rank: links.indexOf(row.internetMessageId ?? '') }))
      .filter(({ rank }) => rank !== -1)
      .sort((a, b) => Number(b.accountId === accountId) - Number(a.accountId === accountId) || a.rank - b.rank);
    if (nearest) return nearest.conversationId;
    // The answer came before the mail it answers; or it is a second answer to a mail that never came this way. The
    // latter of one customer only: a circular has many who answer it.
    return this.mails.referringTo(mail.messageId, links, accountId, customerId);
  }
}

/** What a mail refers to, the nearest first. */
function linksOf({ inReplyTo, references }: Links): string[] {
  const nearest = [...(inReplyTo ? [inReplyTo] : []), ...references.toReversed()];
  return [...new Set([...nearest.slice(0, NEAREST), ...references.slice(0, 1)])];
}
