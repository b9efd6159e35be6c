import { Injectable } from '@nestjs/common';
import { Database } from '../../../kernel/database/database.ts';
import { IngestService } from '../../ingest/ingest.service.ts';
import { isAnswerSubject } from '../content/subject.ts';
import { hexOf, strangers, type BatchMail } from './batch-mail.ts';
import { BatchStore } from './batch-store.ts';
import { LooseMailsRepository } from './loose-mails.repository.ts';
import { arrivedAt } from './mail-filing.ts';
import { MailsRepository } from './mails.repository.ts';
import { ReplyTokens } from './reply-tokens.ts';
import { Threading } from './threading.ts';

/** Of many mails stores those together that clearly begin a conversation each. */
@Injectable()
export class Newcomers {
  constructor(
    private readonly database: Database,
    private readonly ingest: IngestService,
    private readonly mails: MailsRepository,
    private readonly loose: LooseMailsRepository,
    private readonly threading: Threading,
    private readonly tokens: ReplyTokens,
    private readonly store: BatchStore,
  ) {}

  /** @returns the rows of the ledger that are done */
  async take(batch: BatchMail[]): Promise<number[]> {
    const beginning = strangers(batch).filter(({ mail }) => this.begins(mail));
    if (beginning.length < 2) return [];
    return this.database.transaction(
      async () => {
        const claimed = await this.ingest.claim(beginning.map(({ event }) => event.id));
        const free = beginning.filter(({ event }) => claimed.has(event.id));
        await this.threading.lockAll(free);
        const related = await this.mails.anyRelated(
          free.map(({ mail }) => mail.messageId),
          free.map(({ mail }) => Buffer.from(mail.contentHash)),
        );
        const fresh = free.filter(({ mail }) => !related.has(mail.messageId) && !related.has(hexOf(mail)));
        const customers = await this.store.customersOf(fresh);
        const placed = fresh.map((batched, at) => ({ batched, customer: customers[at]!, conversation: null }));
        const replied = await this.loose.repliedTo(
          placed.map(({ batched, customer }) => ({ id: customer.id, since: arrivedAt(batched.event) })),
        );
        const alone = placed.filter(({ customer }) => !replied.has(customer.id));
        await this.store.store(alone);
        return alone.map(({ batched }) => batched.event.id);
      },
      { replayable: true, ofMany: true },
    );
  }

  private begins({ inReplyTo, references, subject, to, cc }: BatchMail['mail']): boolean {
    if (inReplyTo !== null || references.length > 0) return false;
    if (subject !== null && isAnswerSubject(subject)) return false;
    return ![...to, ...cc].some(({ address }) => this.tokens.read(address) !== null);
  }
}
