import { Injectable } from '@nestjs/common';
import { DeliveryService } from '../../../desk/conversations/delivery.service.ts';
import { Database } from '../../../kernel/database/database.ts';
import { EventLog } from '../../../kernel/events/event-log.ts';
import { JobQueue } from '../../../kernel/jobs/job-queue.ts';
import type { Mailbox } from '../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../mailboxes/mailboxes.repository.ts';
import { OutgoingRepository } from './outgoing.repository.ts';

/** So long a server that refused a sign-in is not asked again: many refusals in a row lock an account. */
const REST_MILLISECONDS = 15 * 60_000;
/** A held mail asks by itself, too: servers were seen to refuse for a fault of their own. */
const WAIT_MILLISECONDS = 30 * 60_000;

/** A sign-in that was refused, by the server just now or a while ago. */
export interface RefusedSignIn {
  words: string;
  /** The server was not asked: what it said last still counts. */
  isRemembered: boolean;
}

/**
 * Holds the mails of mailboxes that their server does not let in: they fail for a reason that their writers cannot mend,
 * and leave once somebody has corrected the password.
 */
@Injectable()
export class RefusedSenders {
  constructor(
    private readonly database: Database,
    private readonly jobs: JobQueue,
    private readonly delivery: DeliveryService,
    private readonly mailboxes: MailboxesRepository,
    private readonly outgoing: OutgoingRepository,
    private readonly events: EventLog,
  ) {}

  /** The refusal that still counts; null where the server is to be asked. */
  remembered({ smtpRefusal, smtpRefusedAt }: Mailbox): RefusedSignIn | null {
    if (smtpRefusal === null || smtpRefusedAt === null) return null;
    return Date.now() - smtpRefusedAt.getTime() < REST_MILLISECONDS ? { words: smtpRefusal, isRemembered: true } : null;
  }

  /** Takes a mail out of sending until the sign-in is mended; at once, where it was mended meanwhile. */
  async hold(messageId: string, mailbox: Mailbox, { words, isRemembered }: RefusedSignIn): Promise<void> {
    await this.database.transaction(async () => {
      // Locks the mailbox: whoever corrects it comes before this mail, or finds it waiting.
      const isStill = isRemembered
        ? await this.mailboxes.lockSmtpRefusal(mailbox)
        : await this.mailboxes.setSmtpRefusal(mailbox, words);
      const wait = isStill ? WAIT_MILLISECONDS * (0.8 + 0.4 * Math.random()) : 0;
      const sendAt = new Date(Date.now() + wait);
      const error = `${words} (${mailbox.address} may not sign in to send; this goes out once that is corrected.)`;
      if (!(await this.delivery.requeue(messageId, ['sending'], { sendAt, error }))) return;
      await this.outgoing.uncount(messageId);
      await this.jobs.enqueue('email.send', { messageId }, { startAt: sendAt });
      if (isStill && words !== mailbox.smtpRefusal) await this.changed(mailbox.id);
    });
  }

  /** The server let us in. */
  async accepted({ id, smtpRefusal }: Mailbox): Promise<void> {
    if (smtpRefusal === null) return;
    await this.database.transaction(async () => {
      if (!(await this.mailboxes.clearSmtpRefusal(id))) return;
      await this.release(id);
      await this.changed(id);
    });
  }

  /** Lets go what waits for another try: the settings are others now. */
  async release(mailboxId: string): Promise<void> {
    const ids = await this.outgoing.hasten(mailboxId);
    if (ids.length === 0) return;
    await this.jobs.enqueueAll(
      'email.send',
      ids.map((messageId) => ({ messageId })),
      0,
    );
  }

  private async changed(accountId: string): Promise<void> {
    await this.events.append({ type: 'channel_account.changed', payload: { accountId } });
  }
}
