import { Injectable } from '@nestjs/common';
import { DeliveryService } from '../../../desk/conversations/delivery.service.ts';
import type { Outcome } from '../../ingest/ingest.service.ts';
import type { ParsedMail, ReportedRecipient } from '../parsing/parsed-mail.ts';
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
    const sent = await this.mails.sentAs(report.about, accountId);
    if (!sent) return null;
    const { messageId } = sent;
    const nameOf = (reported: ReportedRecipient) => nameIn(sent.recipients, reported);
    if (report.failures.length > 0) {
      // A report that comes while an agent sends it again speaks of the try before.
      const from = ['sending', 'unknown', 'sent'] as const;
      await this.delivery.advance({ messageId, to: 'failed', error: words(report.failures, nameOf), from });
      return { status: 'processed', reason: 'It reports that a mail of ours could not be delivered.' };
    }
    if (report.delays.length > 0) {
      const said = `Delayed, and still being tried. ${words(report.delays, nameOf)}`;
      await this.delivery.remark(messageId, said, ['sent']);
      return { status: 'processed', reason: 'It reports that a mail of ours is delayed.' };
    }
    if (report.deliveries.length > 0) {
      const isEverybody = await this.mails.delivered(messageId, report.deliveries.map(nameOf));
      if (isEverybody) await this.delivery.advance({ messageId, to: 'delivered' });
      return { status: 'processed', reason: 'It reports that a mail of ours was delivered.' };
    }
    return { status: 'ignored', reason: 'It reports on a mail of ours that has not failed.' };
  }
}

/** Behind an alias only the original name is one that we wrote to; some servers put another there, such as our own. */
function nameIn(recipients: readonly string[], { recipient, original }: ReportedRecipient): string {
  const given = original?.toLowerCase() ?? '';
  return recipients.includes(given) || recipient === '' ? given : recipient.toLowerCase();
}

function words(reported: readonly ReportedRecipient[], nameOf: (reported: ReportedRecipient) => string): string {
  return reported
    .map((one) => [nameOf(one), one.words].filter((part) => part !== '').join(': '))
    .join('\n')
    .slice(0, 500);
}
