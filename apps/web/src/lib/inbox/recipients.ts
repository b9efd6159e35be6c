import type { Message } from '@switchboard/contracts';

export interface Recipients {
  to: string[];
  cc: string[];
}

/**
 * The mail that an answer answers: the newest that the customer wrote, else our own newest; what a machine wrote only
 * where there is nothing else. Newest first.
 */
export function mailToAnswer(messages: readonly Message[]): Message | null {
  const mails = messages.filter(({ email, kind }) => email !== null && kind === 'message');
  const written = mails.find(({ direction, email }) => direction === 'inbound' && !email?.isAutomatic);
  return written ?? mails.find(({ direction }) => direction === 'outbound') ?? mails[0] ?? null;
}

/** Who gets an answer when nobody says otherwise: everybody who was in the conversation, except ourselves. */
export function defaultRecipients(mail: Message, ourAddress: string | null): Recipients {
  const { email } = mail;
  if (!email) return { to: [], cc: [] };
  const ours = ourAddress?.toLowerCase();
  const clean = (addresses: readonly { address: string }[]) => [
    ...new Set(addresses.map(({ address }) => address.toLowerCase()).filter((address) => address !== ours)),
  ];
  if (mail.direction === 'outbound') return { to: clean(email.to), cc: clean(email.cc) };
  const to = clean(email.from ? [email.from] : []);
  return { to, cc: clean([...email.to, ...email.cc]).filter((address) => !to.includes(address)) };
}

/** Addresses out of what was typed or pasted: `Asha <asha@example.test>, ravi@example.test`. */
export function addressesIn(text: string): string[] {
  const found = text.match(/[^\s<>,;:"']+@[^\s<>,;:"']+\.[^\s<>,;:"'.]+/g) ?? [];
  return [...new Set(found.map((address) => address.toLowerCase()))];
}
