import { bareSubject } from '../content/subject.ts';
import { withoutTag } from '../mailboxes/mailbox.ts';

interface Party {
  address: string;
  name: string | null;
}

/** The mail that is answered, as far as an answer depends on it. */
export interface AnsweredMail {
  direction: 'inbound' | 'outbound';
  internetMessageId: string | null;
  referenceIds: string[];
  fromAddress: string | null;
  fromName: string | null;
  replyTo: Party[];
  toAddresses: Party[];
}

export interface ReplyEnvelope {
  to: Party[];
  subject: string;
  inReplyTo: string | null;
  /** Oldest first. */
  references: string[];
}

const MOST_REFERENCES = 30;
const NO_SUBJECT = 'Re: your message';

/** Where an answer goes and how it joins its thread. `latestSubject` is that of the conversation. */
export function envelopeOf(answered: AnsweredMail, latestSubject: string | null, ownAddress: string): ReplyEnvelope {
  return {
    to: recipientsOf(answered).filter(({ address }) => withoutTag(address) !== ownAddress),
    subject: replySubject(latestSubject),
    inReplyTo: answered.internetMessageId,
    references: referencesOf(answered),
  };
}

/** One "Re:", however many there were. */
function replySubject(subject: string | null): string {
  const bare = bareSubject(subject ?? '');
  return bare === '' ? NO_SUBJECT : `Re: ${bare}`;
}

function recipientsOf({ direction, fromAddress, fromName, replyTo, toAddresses }: AnsweredMail): Party[] {
  if (direction === 'outbound') return toAddresses;
  if (replyTo.length > 0) return replyTo;
  return fromAddress ? [{ address: fromAddress, name: fromName }] : [];
}

/** The first, which names the thread, and the last ones: a header must not grow for ever. */
function referencesOf({ referenceIds, internetMessageId }: AnsweredMail): string[] {
  const all = [...new Set([...referenceIds, ...(internetMessageId ? [internetMessageId] : [])])];
  return all.length <= MOST_REFERENCES ? all : [...all.slice(0, 1), ...all.slice(1 - MOST_REFERENCES)];
}
