import type { Feed } from './feed.ts';
import type { ChatMessage, Chats } from './interakt/chats.ts';
import type { Interakt } from './interakt/interakt.ts';
import type { CustomerMail, MailDraft } from './mail/customer-mail.ts';
import type { Mail, Mailboxes } from './mail/mailboxes.ts';
import type { Person } from './people.ts';

interface Parts {
  feed: Feed;
  chats: Chats;
  interakt: Interakt;
  mailboxes: Mailboxes;
  customerMail: CustomerMail;
}

/** A customer as a spec plays one: writes, looks, waits for what comes back. */
export class Customer {
  readonly person: Person;
  readonly #parts: Parts;

  constructor(person: Person, parts: Parts) {
    this.person = person;
    this.#parts = parts;
  }

  get chat(): readonly ChatMessage[] {
    return this.#parts.chats.messages(this.person.phone);
  }

  /** Oldest first, sent ones included. */
  get mails(): Mail[] {
    return this.#parts.mailboxes.mails(this.person.email);
  }

  /** Writes by WhatsApp. Resolves once the portal took the webhook. */
  write(text: string): Promise<ChatMessage> {
    return this.#parts.interakt.receive(this.person, { text });
  }

  /** Taps a button, or picks a row, of the newest message that offers one of that title. */
  choose(title: string): Promise<ChatMessage> {
    const choice = this.chat
      .toReversed()
      .flatMap(({ choices }) => choices)
      .find((one) => one.title === title);
    if (!choice) throw new Error(`${this.person.phone} was offered no “${title}”`);
    return this.#parts.interakt.receive(this.person, { text: title, choice });
  }

  /** Sends a picture or file by WhatsApp, with a caption. */
  sendFile(
    file: { content: Buffer<ArrayBuffer>; contentType: string; filename: string },
    text = '',
  ): Promise<ChatMessage> {
    return this.#parts.interakt.receive(this.person, { text, media: file });
  }

  /** Opens the chat: what is delivered becomes read, and so does what comes until it is closed. */
  openChat(): Promise<void> {
    return this.#parts.interakt.look(this.person, true);
  }

  closeChat(): Promise<void> {
    return this.#parts.interakt.look(this.person, false);
  }

  /** Sends a mail to the portal. Resolves once its server accepted it. */
  mail(draft: MailDraft): Promise<Mail> {
    return this.#parts.customerMail.send(this.person, draft);
  }

  /** The first message of the business that fits, now or later. */
  waitForChat(fits: (message: ChatMessage) => boolean, timeoutMs?: number): Promise<ChatMessage> {
    return this.#parts.feed.waitFor(
      `a chat message for ${this.person.phone}`,
      () => this.chat.find((message) => message.from === 'business' && fits(message)),
      timeoutMs,
    );
  }

  /** The first mail received that fits, now or later. */
  waitForMail(fits: (mail: Mail) => boolean, timeoutMs?: number): Promise<Mail> {
    return this.#parts.feed.waitFor(
      `a mail for ${this.person.email}`,
      () => this.mails.find((mail) => mail.folder === 'inbox' && fits(mail)),
      timeoutMs,
    );
  }
}
