import type { Feed } from '../feed.ts';
import type { People, Person } from '../people.ts';
import type { ChatChoice, ChatMessage, Chats } from './chats.ts';
import { Faults, type Refusal, type SendFault, refusals } from './faults.ts';
import type { MediaShelf } from './media-shelf.ts';
import { type ReportedStatus, messageReceived, messageStatus } from './payloads.ts';
import type { SendRequest } from './send-request.ts';
import { Templates } from './templates.ts';
import { WebhookSender } from './webhook-sender.ts';

export interface InteraktOptions {
  /** The path segment of the account's webhook, `/webhooks/interact/<slug>`. */
  readonly slug: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  /** E.164 */
  readonly businessNumber: string;
  /** Milliseconds from a message being sent to it showing up on the phone, for eyes that watch the ticks. */
  readonly deliveryDelayMs?: number;
  /**
   * Whether customers of whom nothing is known yet count as having written a moment ago. For a demo, whose
   * conversations are older than this process; without it they are refused as Interakt does.
   */
  readonly assumeKnown?: boolean;
}

/** A refusal with Interakt's own status and words. */
export class Refused extends Error {
  readonly status: number;

  constructor(refusal: Refusal) {
    super(refusals[refusal][1]);
    this.status = refusals[refusal][0];
  }
}

/** Interakt as seen by a business: takes sends, reports their statuses, hands over what customers write. */
export class Interakt {
  readonly faults = new Faults();
  readonly templates = new Templates();
  readonly webhooks: WebhookSender;
  readonly options: InteraktOptions;
  readonly #people: People;
  readonly #chats: Chats;
  readonly media: MediaShelf;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(
    options: InteraktOptions,
    apiUrl: string,
    parts: { people: People; chats: Chats; media: MediaShelf; feed: Feed },
  ) {
    this.options = options;
    this.#people = parts.people;
    this.#chats = parts.chats;
    this.media = parts.media;
    this.webhooks = new WebhookSender(
      new URL(`/webhooks/interact/${options.slug}`, apiUrl).href,
      options.webhookSecret,
      parts.feed,
    );
  }

  /** A message of a customer; resolves once the webhook was accepted or given up. */
  async receive(
    person: Person,
    given: {
      text: string;
      choice?: ChatChoice;
      media?: { content: Buffer<ArrayBuffer>; contentType: string; filename: string };
    },
  ): Promise<ChatMessage> {
    const media = given.media ? this.media.keep(given.media) : null;
    const message = this.#chats.add(person.phone, {
      from: 'customer',
      contentType: given.choice ? choiceTypes[given.choice.kind] : media ? interaktType(media.contentType) : 'Text',
      text: given.choice ? choiceText(given.choice) : given.text,
      media,
      callbackData: null,
    });
    const { state } = await this.webhooks.send(messageReceived(person, message));
    message.status = state === 'accepted' ? 'delivered' : 'failed';
    this.#chats.changed(person.phone, message);
    return message;
  }

  /**
   * Takes a message of the business, or refuses it.
   *
   * @returns the message and the fault that the answer has to suffer
   * @throws {Refused}
   */
  accept(request: SendRequest): { message: ChatMessage; fault: SendFault | null } {
    const { phone } = request;
    const fault = this.faults.take(phone);
    if (fault?.kind === 'refuse') throw new Refused(fault.with);
    if (fault?.kind === 'drop' && !fault.accepted) throw new ConnectionDropped();
    if (this.options.assumeKnown && !this.#chats.hasCustomerWritten(phone)) {
      this.#people.meet({ phone });
      this.#chats.setLastCustomerMessage(phone, new Date());
    }
    const person = this.#people.byPhone(phone);
    if (!person) throw new Refused('unknown_customer');
    if (!request.isTemplate && !this.#chats.isWindowOpen(phone)) throw new Refused('window_closed');
    const { template } = request;
    const filled = template && this.templates.fill(template.name, template.language, template.values);
    const message = this.#chats.add(phone, {
      from: 'business',
      contentType: request.contentType,
      text: filled ?? request.text,
      media: null,
      choices: request.choices,
      frame: request.frame,
      callbackData: request.callbackData,
    });
    if (fault?.kind !== 'lost') {
      this.#after(0, () => this.#carry(person, message, request, fault?.kind === 'statuses' ? fault.order : null));
    }
    return { message, fault };
  }

  /** Reports a status of a message whose answer was lost. Resolves once the webhook was accepted or given up. */
  async report(person: Person, callbackData: string, status: ReportedStatus): Promise<void> {
    const message = this.#chats.messages(person.phone).find((one) => one.callbackData === callbackData);
    if (!message) throw new Error(`${person.phone} got nothing with ${callbackData}`);
    await this.#report(person, message, status);
  }

  /** Makes a number known to the organisation. */
  track(phone: string, name: string | null): Person {
    return this.#people.meet({ phone, name: name ?? undefined });
  }

  /** The customer opens or leaves the chat; an open chat reads what arrives. */
  async look(person: Person, isOpen: boolean): Promise<void> {
    this.#chats.setOpen(person.phone, isOpen);
    if (!isOpen) return;
    const unread = this.#chats
      .messages(person.phone)
      .filter((message) => message.from === 'business' && message.status === 'delivered');
    for (const message of unread) await this.#report(person, message, 'read');
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.webhooks.stop();
  }

  async #carry(
    person: Person,
    message: ChatMessage,
    request: SendRequest,
    order: ReportedStatus[] | null,
  ): Promise<void> {
    if (request.media) {
      try {
        message.media = await this.media.fetch(request.media.url, request.media.filename);
        this.#chats.changed(person.phone, message);
      } catch {
        message.failure = 'Media download error';
        await this.#report(person, message, 'failed', '131052');
        return;
      }
    }
    if (order) {
      if (order.includes('failed')) message.failure = 'Recipient is not a valid WhatsApp user';
      for (const status of order) await this.#report(person, message, status, '1013');
      return;
    }
    await this.#report(person, message, 'sent');
    this.#after(this.options.deliveryDelayMs ?? 0, async () => {
      await this.#report(person, message, 'delivered');
      if (this.#chats.isOpen(person.phone)) await this.#report(person, message, 'read');
    });
  }

  /** The phone shows it before the webhook is on its way, as in life. */
  async #report(
    person: Person,
    message: ChatMessage,
    status: ReportedStatus,
    errorCode: string | null = null,
  ): Promise<void> {
    if (message.status === 'read' && status === 'read') return;
    const now = new Date().toISOString();
    message.status = status;
    if (status === 'delivered') message.deliveredAt ??= now;
    if (status === 'read') message.readAt ??= now;
    this.#chats.changed(person.phone, message);
    await this.webhooks.send(messageStatus(person, message, status, errorCode));
  }

  #after(milliseconds: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void work();
    }, milliseconds);
    this.#timers.add(timer);
  }
}

/** The fault `drop`: the socket closes without an answer. */
export class ConnectionDropped extends Error {}

const choiceTypes = { button_reply: 'InteractiveButtonReply', list_reply: 'InteractiveListReply' } as const;

/** A choice is told as JSON in the message's text. */
function choiceText({ kind, id, title, description }: ChatChoice): string {
  return JSON.stringify({ type: kind, [kind]: { id, title, ...(description ? { description } : {}) } });
}

function interaktType(contentType: string): string {
  const kind = contentType.split('/')[0] ?? '';
  if (kind !== 'image' && kind !== 'video' && kind !== 'audio') return 'Document';
  return kind[0]?.toUpperCase() + kind.slice(1);
}
