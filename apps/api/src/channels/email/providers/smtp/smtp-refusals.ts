import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { SMTPServerSession } from 'smtp-server';
import { AppError } from '../../../../kernel/http/app-error.ts';
import { RateLimiter } from '../../../../kernel/http/rate-limiter.ts';
import { MailIntake, sizeRefusal, type RefusedMail } from '../../inbound/mail-intake.ts';
import type { Mailbox } from '../../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../../mailboxes/mailboxes.repository.ts';

/**
 * Keeps note of mails that inbound SMTP refused, which nobody would hear of otherwise but their senders. So that whoever
 * can reach the port cannot fill the ledger: the same refusal once a day, so many an hour for each mailbox, and of
 * recipients that are not here only those of the domains of our mailboxes. For another domain nobody waits here: who
 * writes there looks for an open relay.
 */
@Injectable()
export class SmtpRefusals {
  constructor(
    private readonly intake: MailIntake,
    private readonly mailboxes: MailboxesRepository,
    private readonly limiter: RateLimiter,
  ) {}

  /** @param size in bytes, as it came or as the other side announced it */
  async ofLarge(mailbox: Mailbox, recipients: string[], size: number, session: SMTPServerSession): Promise<void> {
    await this.keep(mailbox, envelopeOf(recipients, session), size, `Not taken: ${sizeRefusal(size)}`);
  }

  async ofStranger(address: string, session: SMTPServerSession): Promise<void> {
    const domain = domainOf(address);
    const own = await this.mailboxes.all();
    if (!own.some((mailbox) => domainOf(mailbox.address) === domain)) return;
    const reason = `Not taken: there is no mailbox ${address.slice(0, 254)} here, or it is switched off.`;
    // Under the domain, not the address: each account has a line of its own in the overview.
    await this.keep({ id: null, address: domain }, envelopeOf([address], session), 0, reason);
  }

  private async keep(
    mailbox: RefusedMail['mailbox'],
    envelope: Record<string, string>,
    size: number,
    reason: string,
  ): Promise<void> {
    const day = new Date().toISOString().slice(0, 10);
    const key = JSON.stringify([envelope['envelopeFrom'], envelope['envelopeTo'], size, day]);
    const externalId = `refused:${createHash('sha256').update(key).digest('hex')}`;
    try {
      await this.limiter.take('refusedMail', mailbox.address);
    } catch (error) {
      if (error instanceof AppError && error.code === 'rate_limited') return;
      throw error;
    }
    await this.intake.refuse({ way: 'smtp', mailbox, externalId, envelope }, size, reason);
  }
}

/** What SMTP says about a mail that the mail itself does not. */
export function envelopeOf(recipients: string[], session: SMTPServerSession): Record<string, string> {
  const { mailFrom } = session.envelope;
  return {
    envelopeFrom: mailFrom ? mailFrom.address : '',
    envelopeTo: recipients.join(', '),
    from: session.remoteAddress,
  };
}

/** `@demo.test` */
function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@')).toLowerCase();
}
