import { Injectable } from '@nestjs/common';
import { isAnswerSubject, threadSubject } from '../content/subject.ts';
import type { ParsedMail } from '../parsing/parsed-mail.ts';
import { LooseMailsRepository, type LooseMail, type Worded } from './loose-mails.repository.ts';

type Subject = Pick<ParsedMail, 'subject'> & { occurredAt: Date };

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
      const [newest] = await this.loose.writtenBefore(worded);
      if (newest) return [newest.conversationId];
    }
    const replies = await this.loose.repliesAfter(worded);
    const asked = await Promise.all(
      replies.map((reply) => this.loose.askedBefore({ ...worded, at: reply.occurredAt })),
    );
    return replies.filter((_, at) => asked[at]!.length === 0).map(({ conversationId }) => conversationId);
  }

  /** The mail of the customer's that one of ours answers which refers to nothing. */
  async answeredByOurs(accountId: string, customerId: string, mail: Subject): Promise<string[]> {
    const worded = isAnswerSubject(mail.subject ?? '') ? wordedOf(accountId, customerId, mail) : null;
    if (!worded) return [];
    const homes = new Set((await this.loose.askedBefore(worded)).map(({ conversationId }) => conversationId));
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
    const answers = await this.loose.answersAfter(worded);
    const rivals = await Promise.all(
      answers.map((answer) => this.loose.writtenBefore({ ...worded, at: answer.occurredAt })),
    );
    const mayMean = (answer: LooseMail) => (rival: LooseMail) =>
      rival.occurredAt <= answer.occurredAt && !homes.includes(rival.conversationId);
    return answers
      .filter((answer, at) => !rivals[at]!.some(mayMean(answer)))
      .map(({ conversationId }) => conversationId);
  }
}

function wordedOf(accountId: string, customerId: string, { subject, occurredAt }: Subject): Worded | null {
  const thread = threadSubject(subject);
  return thread === null ? null : { accountId, customerId, thread, at: occurredAt };
}
