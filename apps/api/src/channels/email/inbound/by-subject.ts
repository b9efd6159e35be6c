import { Injectable } from '@nestjs/common';
import { isAnswerSubject, threadSubject } from '../content/subject.ts';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { LooseMailsRepository, type LooseMail, type Span, type Worded } from './loose-mails.repository.ts';

type Subject = Pick<ParsedMail, 'subject'> & { occurredAt: Date };

/** Words that are alike say little after a longer time. */
const LONGEST_MILLISECONDS = 30 * 86_400_000;
/** Between a mail and its answer: the clocks of two servers differ, and some stamp by whole seconds. */
const SLACK_MILLISECONDS = 60_000;

/**
 * What ties mails that lost their headers: an answer under the subject of the mail it answers, of the same customer in
 * the same mailbox. Whichever of the two comes second finds the other; and only where there is one it can mean.
 */
@Injectable()
export class BySubject {
  constructor(private readonly loose: LooseMailsRepository) {}

  /** For a mail of the customer's that refers to nothing. */
  async ofTheirs(accountId: string, customerId: string, mail: Subject): Promise<string[]> {
    const worded = wordedOf(accountId, customerId, mail);
    if (!worded) return [];
    if (isAnswerSubject(mail.subject ?? '')) {
      const [newest] = await this.loose.written(worded, before(mail.occurredAt, SLACK_MILLISECONDS));
      if (newest) return [newest.conversationId];
    }
    const replies = await this.loose.replies(worded, after(mail.occurredAt));
    if (replies.length === 0) return [];
    const asked = await this.loose.asked(worded, beforeAny(replies));
    return homesOf(replies.filter((reply) => !asked.some((other) => isBefore(other, reply))));
  }

  /** The mail of the customer's that one of ours answers which refers to nothing. */
  async answeredByOurs(accountId: string, customerId: string, mail: Subject): Promise<string[]> {
    const worded = isAnswerSubject(mail.subject ?? '') ? wordedOf(accountId, customerId, mail) : null;
    if (!worded) return [];
    const homes = new Set(homesOf(await this.loose.asked(worded, before(mail.occurredAt))));
    return homes.size === 1 ? [...homes] : [];
  }

  /**
   * The answers to a mail of ours that were here before it, but for those that may as well answer another one.
   *
   * @param homes where the mail of ours belongs for other reasons
   */
  async answersToOurs(accountId: string, customerId: string, mail: Subject, homes: string[]): Promise<string[]> {
    const worded = wordedOf(accountId, customerId, mail);
    if (!worded) return [];
    const answers = await this.loose.answers(worded, after(mail.occurredAt, SLACK_MILLISECONDS));
    if (answers.length === 0) return [];
    const written = await this.loose.written(worded, beforeAny(answers));
    const rivals = written.filter(({ conversationId }) => !homes.includes(conversationId));
    return homesOf(answers.filter((answer) => !rivals.some((rival) => isBefore(rival, answer))));
  }
}

function wordedOf(accountId: string, customerId: string, { subject }: Subject): Worded | null {
  const thread = threadSubject(subject);
  return thread === null ? null : { accountId, customerId, thread };
}

function before(at: Date, slack = 0): Span {
  return { from: new Date(at.getTime() - LONGEST_MILLISECONDS), to: new Date(at.getTime() + slack) };
}

function after(at: Date, slack = 0): Span {
  return { from: new Date(at.getTime() - slack), to: new Date(at.getTime() + LONGEST_MILLISECONDS) };
}

/** @param mails the newest first */
function beforeAny(mails: LooseMail[]): Span {
  return { from: before(mails.at(-1)!.occurredAt).from, to: mails[0]!.occurredAt };
}

function isBefore(mail: LooseMail, other: LooseMail): boolean {
  const { from, to } = before(other.occurredAt);
  return mail.occurredAt >= from && mail.occurredAt <= to;
}

const homesOf = (mails: LooseMail[]): string[] => mails.map(({ conversationId }) => conversationId);
