import { Injectable } from '@nestjs/common';
import { DeliveryService } from '../../../desk/conversations/delivery.service.ts';
import type { Outcome } from '../../ingest/ingest.service.ts';
import type { DeliveryReport, ParsedMail } from '../parsing/parsed-mail.ts';
import { MailsRepository } from './mails.repository.ts';

/** Ties the reports of mail servers to the mails of ours they tell about. */
@Injectable()
export class Bounces {
  constructor(
    private readonly mails: MailsRepository,
    private readonly delivery: DeliveryService,
  ) {}

  /** What became of the report; null for a mail that is none, or tells about nothing we sent. */
  async settle(accountId: string, { report }: Pick<ParsedMail, 'report'>): Promise<Outcome | null> {
    if (!report?.about) return null;
    const messageId = await this.mails.sentAs(report.about, accountId);
    if (!messageId) return null;
    if (report.failures.length === 0) {
      return { status: 'ignored', reason: 'It reports on a mail of ours that has not failed.' };
    }
    // A report that comes while an agent sends it again speaks of the try before.
    const from = ['sending', 'unknown', 'sent'] as const;
    await this.delivery.advance({ messageId, to: 'failed', error: words(report), from });
    return { status: 'processed', reason: 'It reports that a mail of ours could not be delivered.' };
  }
}

function words({ failures }: DeliveryReport): string {
  return failures
    .map(({ recipient, words: said }) => [recipient, said].filter((part) => part !== '').join(': '))
    .join('\n')
    .slice(0, 500);
}
