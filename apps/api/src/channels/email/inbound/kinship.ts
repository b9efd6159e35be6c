import type { MailParty } from '../parsing/parsed-mail.ts';

/** One of two mails, as far as it matters whether they belong together. */
export interface Kin {
  messageId: string | null;
  /** Whose mail it is; null where that is not known. */
  customerId: string | null;
  from: string | null;
  /** Everybody it names as recipient. */
  recipients: string[];
  isOurs: boolean;
}

/** A mail to more people than this is a circular: each answer to it is its writer's own matter. */
const CIRCULAR = 20;

/**
 * Whether a mail belongs with the one whose Message-ID it refers to. Only the two themselves decide, never what else
 * is stored: so mails end up together in the same way in whatever order they come.
 *
 * A Message-ID is a hint: programs exist that give the same one to every mail. Between strangers it counts only where
 * it looks like one that is given once.
 */
export function belongsTo(answer: Kin, answered: Kin): boolean {
  if (answer.customerId !== null && answer.customerId === answered.customerId) return true;
  if (answered.recipients.length > CIRCULAR) return false;
  if (answered.isOurs) return true;
  const knows = (mail: Kin, other: Kin) => other.from !== null && mail.recipients.includes(other.from);
  return knows(answer, answered) || knows(answered, answer) || isGivenOnce(answered.messageId);
}

/** At least as long and as mixed as what mail programs make: a time, a counter, a random number. */
function isGivenOnce(messageId: string | null): boolean {
  const local = /^<([^@>]+)/.exec(messageId ?? '')?.[1] ?? '';
  return local.length >= 12 && (local.match(/\d/g)?.length ?? 0) >= 4;
}

export function addressesOf(...lists: MailParty[][]): string[] {
  return [...new Set(lists.flat().map(({ address }) => address))];
}

/** What decides which mail of several begins the conversation. */
export interface Seniority {
  references: number;
  /** Milliseconds; by the writer's clock where the mail has a date. */
  writtenAt: number;
  /** Hexadecimal; decides between mails that are otherwise alike. */
  contentHash: string;
}

/** Negative when `a` comes before `b`: it refers to fewer mails, or was written earlier. */
export function bySeniority(a: Seniority, b: Seniority): number {
  return (
    a.references - b.references ||
    a.writtenAt - b.writtenAt ||
    (a.contentHash < b.contentHash ? -1 : Number(a.contentHash > b.contentHash))
  );
}
