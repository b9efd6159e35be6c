import { createHmac, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { derivedKeys } from '../../../kernel/config/derived-keys.ts';
import { ENVIRONMENT, type Environment } from '../../../kernel/config/environment.ts';
import { withoutTag } from '../mailboxes/mailbox.ts';

const MARK_BYTES = 10;
const TAGGED = /^[^@+]+\+c(\d{1,15})-([0-9a-f]{20})@/;

/**
 * A reply address names its conversation: `support+c42-<mark>@demo.test`. An answer that lost its headers still finds
 * its way, and nobody can write into a conversation whose mail they never had.
 */
@Injectable()
export class ReplyTokens {
  private readonly keys: ReturnType<typeof derivedKeys>;

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.keys = derivedKeys(environment, 'reply-tokens');
  }

  /** The mailbox's address with the tag of a conversation. */
  addressOf(mailbox: string, conversationNumber: number): string {
    const at = mailbox.lastIndexOf('@');
    const mark = markOf(this.keys[0], mailbox, conversationNumber).toString('hex');
    return `${mailbox.slice(0, at)}+c${conversationNumber}-${mark}${mailbox.slice(at)}`;
  }

  /** The number of the conversation an address names; null when it is no such address, or not of our making. */
  read(address: string): number | null {
    const [, number, mark] = TAGGED.exec(address.toLowerCase()) ?? [];
    if (!number || !mark) return null;
    const given = Buffer.from(mark, 'hex');
    const isOurs = this.keys.some((key) => timingSafeEqual(given, markOf(key, withoutTag(address), Number(number))));
    return isOurs ? Number(number) : null;
  }
}

function markOf(key: Buffer, mailbox: string, conversationNumber: number): Buffer {
  return createHmac('sha256', key).update(`${conversationNumber}.${mailbox}`).digest().subarray(0, MARK_BYTES);
}
