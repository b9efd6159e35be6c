import { randomUUID } from 'node:crypto';
import PostalMime, { type Address, type Header } from 'postal-mime';
import type { Feed } from '../feed.ts';

export interface MailParty {
  address: string;
  name: string;
}

export interface Mail {
  readonly id: string;
  readonly folder: 'inbox' | 'sent';
  /** Mails of one exchange have the same. */
  readonly threadId: string;
  readonly messageId: string;
  readonly inReplyTo: string | null;
  readonly references: string[];
  readonly from: MailParty;
  readonly to: MailParty[];
  readonly cc: MailParty[];
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: { filename: string; contentType: string; sizeBytes: number }[];
  /** Where the `List-Unsubscribe` line leads; null without one. */
  readonly unsubscribeUrl: string | null;
  readonly at: string;
  isRead: boolean;
}

interface Kept {
  mail: Mail;
  raw: Buffer;
}

const MOST_MAILBOXES = 1_000;
const MOST_MAILS = 200;
const MOST_BYTES = 64 * 1024 * 1024;

/** The mailboxes of the customers, by lower-case address. Any address exists; old mails are forgotten past a bound. */
export class Mailboxes {
  readonly #mailboxes = new Map<string, Kept[]>();
  readonly #feed: Feed;
  #bytes = 0;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  /** Oldest first. */
  mails(address: string): Mail[] {
    return (this.#mailboxes.get(address.toLowerCase()) ?? []).map(({ mail }) => mail);
  }

  find(address: string, id: string): { mail: Mail; raw: Buffer } | undefined {
    return this.#mailboxes.get(address.toLowerCase())?.find(({ mail }) => mail.id === id);
  }

  /** Puts raw MIME into a mailbox. */
  async add(address: string, folder: Mail['folder'], raw: Buffer): Promise<Mail> {
    const owner = address.toLowerCase();
    const parsed = await PostalMime.parse(raw);
    const references = parsed.references?.match(/<[^<>]+>/g) ?? [];
    const messageId = parsed.messageId ?? '';
    const inReplyTo = parsed.inReplyTo ?? null;
    const mail: Mail = {
      id: randomUUID(),
      folder,
      threadId: this.#threadOf(owner, [...references, ...(inReplyTo ? [inReplyTo] : [])]) ?? randomUUID(),
      messageId,
      inReplyTo,
      references,
      from: parties(parsed.from ? [parsed.from] : [])[0] ?? { address: '', name: '' },
      to: parties(parsed.to),
      cc: parties(parsed.cc),
      subject: parsed.subject ?? '',
      text: parsed.text ?? '',
      html: parsed.html ?? null,
      attachments: parsed.attachments.map(({ filename, mimeType, content }) => ({
        filename: filename ?? 'attachment',
        contentType: mimeType,
        sizeBytes: typeof content === 'string' ? content.length : content.byteLength,
      })),
      unsubscribeUrl: /<(https?:[^>]+)>/.exec(headerOf(parsed.headers, 'list-unsubscribe'))?.[1] ?? null,
      at: new Date().toISOString(),
      isRead: folder === 'sent',
    };
    this.#keep(owner, { mail, raw });
    this.#feed.publish({ type: 'mail', address: owner, mail });
    return mail;
  }

  markRead(address: string, threadId: string): void {
    for (const mail of this.mails(address)) {
      if (mail.threadId !== threadId || mail.isRead) continue;
      mail.isRead = true;
      this.#feed.publish({ type: 'mail', address: address.toLowerCase(), mail });
    }
  }

  #threadOf(owner: string, messageIds: string[]): string | undefined {
    return this.mails(owner).findLast((mail) => messageIds.includes(mail.messageId))?.threadId;
  }

  #keep(owner: string, kept: Kept): void {
    const mailbox = this.#mailboxes.get(owner) ?? [];
    if (!this.#mailboxes.has(owner) && this.#mailboxes.size >= MOST_MAILBOXES) {
      this.#forget(this.#mailboxes.keys().next().value ?? owner);
    }
    this.#mailboxes.set(owner, mailbox);
    mailbox.push(kept);
    this.#bytes += kept.raw.length;
    if (mailbox.length > MOST_MAILS) this.#bytes -= mailbox.shift()?.raw.length ?? 0;
    for (const address of this.#mailboxes.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      if (address !== owner) this.#forget(address);
    }
  }

  #forget(address: string): void {
    for (const { raw } of this.#mailboxes.get(address) ?? []) this.#bytes -= raw.length;
    this.#mailboxes.delete(address);
  }
}

/** The content of the attachment at an index of {@link Mail.attachments}. */
export async function attachmentOf(
  raw: Buffer,
  index: number,
): Promise<{ content: Buffer; filename: string } | undefined> {
  const attachment = (await PostalMime.parse(raw)).attachments[index];
  if (!attachment) return undefined;
  const { content, filename } = attachment;
  return {
    filename: filename ?? 'attachment',
    content: typeof content === 'string' ? Buffer.from(content) : Buffer.from(new Uint8Array(content)),
  };
}

const headerOf = (headers: Header[], key: string): string => headers.find((one) => one.key === key)?.value ?? '';

function parties(addresses: Address[] = []): MailParty[] {
  return addresses.flatMap((entry) =>
    entry.group
      ? entry.group.map(({ address, name }) => ({ address, name }))
      : [{ address: entry.address, name: entry.name }],
  );
}
