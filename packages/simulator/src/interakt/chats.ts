import { randomUUID } from 'node:crypto';
import type { Feed } from '../feed.ts';

export const chatStatuses = ['queued', 'sent', 'delivered', 'read', 'failed'] as const;
export type ChatStatus = (typeof chatStatuses)[number];

export interface ChatMedia {
  url: string;
  contentType: string;
  filename: string;
}

/** A button or a row of a list. */
export interface ChatChoice {
  readonly kind: 'button_reply' | 'list_reply';
  readonly id: string;
  readonly title: string;
  readonly description: string | null;
  /** The heading above a row of a list. */
  readonly section?: string;
}

/** What stands around the text of a message with choices. */
export interface ChatFrame {
  readonly header: string | null;
  readonly footer: string | null;
  /** What opens the list; null for buttons. */
  readonly opener: string | null;
}

export interface ChatMessage {
  readonly id: string;
  readonly from: 'customer' | 'business';
  /** Interakt's `message_content_type`, e.g. `Text` or `Image`. */
  readonly contentType: string;
  readonly text: string;
  media: ChatMedia | null;
  readonly choices: readonly ChatChoice[];
  readonly frame: ChatFrame | null;
  status: ChatStatus;
  failure: string | null;
  readonly callbackData: string | null;
  readonly at: string;
  deliveredAt: string | null;
  readAt: string | null;
}

const MOST_CHATS = 1_000;
const MOST_MESSAGES = 500;
const WINDOW_MS = 24 * 60 * 60 * 1000;

interface Chat {
  messages: ChatMessage[];
  lastCustomerMessageAt: number | null;
  isOpen: boolean;
}

/** What the phones show, by phone number in E.164. Old messages are forgotten past a bound. */
export class Chats {
  readonly #chats = new Map<string, Chat>();
  readonly #feed: Feed;

  constructor(feed: Feed) {
    this.#feed = feed;
  }

  messages(phone: string): readonly ChatMessage[] {
    return this.#chats.get(phone)?.messages ?? [];
  }

  /** Whether the customer looks at the chat at this moment. */
  isOpen(phone: string): boolean {
    return this.#chats.get(phone)?.isOpen ?? false;
  }

  setOpen(phone: string, isOpen: boolean): void {
    this.#chat(phone).isOpen = isOpen;
  }

  /** Whether it is known when the customer last wrote. */
  hasCustomerWritten(phone: string): boolean {
    return (this.#chats.get(phone)?.lastCustomerMessageAt ?? null) !== null;
  }

  /** Whether free text may be sent: the customer wrote within the last 24 hours. */
  isWindowOpen(phone: string): boolean {
    const last = this.#chats.get(phone)?.lastCustomerMessageAt ?? null;
    return last !== null && Date.now() - last < WINDOW_MS;
  }

  /** Sets when the customer last wrote, to open or to close the window. */
  setLastCustomerMessage(phone: string, at: Date): void {
    this.#chat(phone).lastCustomerMessageAt = at.getTime();
  }

  add(
    phone: string,
    given: Pick<ChatMessage, 'from' | 'contentType' | 'text' | 'media' | 'callbackData'> &
      Partial<Pick<ChatMessage, 'choices' | 'frame'>>,
  ): ChatMessage {
    const chat = this.#chat(phone);
    const message: ChatMessage = {
      id: randomUUID(),
      choices: [],
      frame: null,
      ...given,
      status: given.from === 'customer' ? 'sent' : 'queued',
      failure: null,
      at: new Date().toISOString(),
      deliveredAt: null,
      readAt: null,
    };
    chat.messages.push(message);
    if (chat.messages.length > MOST_MESSAGES) chat.messages.shift();
    if (given.from === 'customer') chat.lastCustomerMessageAt = Date.now();
    this.changed(phone, message);
    return message;
  }

  changed(phone: string, message: ChatMessage): void {
    this.#feed.publish({ type: 'chat', phone, message });
  }

  #chat(phone: string): Chat {
    const known = this.#chats.get(phone);
    if (known) return known;
    const chat: Chat = { messages: [], lastCustomerMessageAt: null, isOpen: false };
    if (this.#chats.size >= MOST_CHATS) this.#chats.delete(this.#chats.keys().next().value ?? phone);
    this.#chats.set(phone, chat);
    return chat;
  }
}
