import { Injectable } from '@nestjs/common';
import {
  acknowledgementVariables,
  fillVariables,
  variablesIn,
  type Acknowledgement,
  type VariableName,
  type VariableValues,
} from '@switchboard/contracts';
import { OutboundService } from '../../../desk/conversations/outbound.service.ts';
import { VariablesService } from '../../../desk/conversations/variables.service.ts';
import { AppError, found } from '../../../kernel/http/app-error.ts';
import { MailboxesService } from '../mailboxes/mailboxes.service.ts';
import { withoutTag, type Mailbox } from '../mailboxes/mailbox.ts';
import { OutgoingMailService } from '../outbound/outgoing-mail.service.ts';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { AcknowledgementsRepository } from './acknowledgements.repository.ts';
import { mayAcknowledge } from './may-acknowledge.ts';

/**
 * A person opens a case once or twice a day; what opens more is a machine that hides it. With three, somebody who sends
 * three orders is told of each, and a loop that nothing else has stopped ends before anybody notices it.
 */
const MOST_A_DAY = 3;
const DAY_MILLISECONDS = 24 * 60 * 60 * 1000;
const OFF: Acknowledgement = { isOn: false, text: '' };

interface OpenedCase {
  accountId: string;
  messageId: string;
  mail: ParsedMail;
  /** Null where the way that it came by does not know it. */
  envelopeFrom: string | null;
  arrivedAt: Date;
}

/** What a mailbox answers with. */
interface Wanted {
  mailbox: Mailbox;
  text: string;
}

/** Tells a customer that their mail has come, and under which number. */
@Injectable()
export class AcknowledgementsService {
  constructor(
    private readonly repository: AcknowledgementsRepository,
    private readonly mailboxes: MailboxesService,
    private readonly outbound: OutboundService,
    private readonly outgoing: OutgoingMailService,
    private readonly variables: VariablesService,
  ) {}

  async of(id: string): Promise<Acknowledgement> {
    await this.mailboxes.mailbox(id);
    return (await this.repository.of(id)) ?? OFF;
  }

  /** @throws AppError `unprocessable` naming a variable it cannot have, or for a mailbox that cannot send */
  async save(id: string, given: Acknowledgement): Promise<Acknowledgement> {
    const { config, address } = await this.mailboxes.mailbox(id);
    const unknown = variablesIn(given.text).find((name) => !acknowledgementVariables.includes(name as VariableName));
    if (unknown) throw badText(`an acknowledgement has no variable {{${unknown}}}`);
    if (given.isOn && !config.smtp) throw new AppError('unprocessable', `${address} has no SMTP server to send by.`);
    await this.repository.save(id, given);
    return given;
  }

  /** Answers the mails that opened cases, in the running transaction, where that is wanted and allowed. */
  async answer(cases: readonly OpenedCase[]): Promise<void> {
    const wanted = new Map<string, Wanted | null>();
    for (const { accountId } of cases) {
      if (!wanted.has(accountId)) wanted.set(accountId, await this.wantedOf(accountId));
    }
    // Their addresses are locked one after the other: in one order, so that two batches never wait in a circle.
    for (const one of cases.toSorted(byAddress)) {
      const by = wanted.get(one.accountId);
      if (by) await this.answerOne(one, by);
    }
  }

  private async wantedOf(accountId: string): Promise<Wanted | null> {
    const given = await this.repository.of(accountId);
    if (!given?.isOn) return null;
    const mailbox = await this.mailboxes.mailbox(accountId);
    return mailbox.isActive && mailbox.config.smtp ? { mailbox, text: given.text } : null;
  }

  private async answerOne(
    { messageId, mail, envelopeFrom, arrivedAt }: OpenedCase,
    { mailbox, text: wanted }: Wanted,
  ): Promise<void> {
    if (!mayAcknowledge(mail, envelopeFrom, arrivedAt, new Date()) || !mail.from) return;
    const { address, name } = mail.from;
    if (await this.repository.isOurs(withoutTag(address))) return;
    const since = new Date(Date.now() - DAY_MILLISECONDS);
    if ((await this.repository.countSince(address, since)) >= MOST_A_DAY) return;
    const { conversationId, mail: answered } = found(await this.outgoing.mail(messageId), 'mail');
    const values = withoutGaps(await this.variables.values(null, conversationId));
    const { text } = fillVariables(wanted, values);
    const sentId = await this.outbound.queueByMachine({
      conversationId,
      authorName: mailbox.name,
      text,
    });
    await this.outgoing.write({
      messageId: sentId,
      conversationId,
      mailbox,
      answered,
      to: [{ address, name }],
      text,
      // No machine answers this in its turn (RFC 3834; Exchange asks for the second).
      headers: { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All' },
    });
    await this.repository.note(address, sentId);
  }
}

function byAddress(one: OpenedCase, other: OpenedCase): number {
  const [a, b] = [one, other].map(({ mail }) => mail.from?.address ?? '') as [string, string];
  return a < b ? -1 : Number(a > b);
}

/** Nobody is there to be asked: what has no value is left out. */
function withoutGaps(values: VariableValues): VariableValues {
  return Object.fromEntries(acknowledgementVariables.map((name) => [name, values[name] || ' ']));
}

function badText(message: string): AppError {
  return new AppError('unprocessable', `body.text: ${message}`, { details: [{ path: 'body.text', message }] });
}
