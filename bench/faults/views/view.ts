import { setTimeout as delay } from 'node:timers/promises';
import {
  conversations,
  createClient,
  type Client,
  type ClientEvents,
  type Conversation,
  type Message,
  type ServerEvents,
} from '@switchboard/contracts';
import { io, type Socket } from 'socket.io-client';

const TRIES = 10;
const TRY_AGAIN_MILLISECONDS = 1000;

type Told =
  | { type: 'message'; message: Message; conversation: Conversation; position: number }
  | { type: 'conversation'; conversation: Conversation; position: number }
  | { type: 'left'; conversationId: string; position: number };

/** One conversation as a view shows it. */
export interface Shown {
  row: Conversation;
  messages: Map<string, Message>;
}

/**
 * An agent's screen: it shows what the socket says, comes back by itself when the line breaks, and fetches only what it
 * is told that it cannot know.
 */
export class View implements Disposable {
  readonly shown = new Map<string, Shown>();
  reconnects = 0;
  resyncs = 0;
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #client: Client;
  #problem: unknown = null;
  readonly #open = new Set<Promise<void>>();
  /** Everything it was told, for what was told while an answer was under way. */
  readonly #told: Told[] = [];
  #since: { position: number; epoch: string } | null = null;

  private constructor(url: string, token: string) {
    this.#client = createClient({ baseUrl: url, token: () => token, fetch: patientFetch });
    this.#socket = io(`${url}/inbox`, {
      transports: ['websocket'],
      autoConnect: false,
      // A socket of its own line, not one of many on one.
      forceNew: true,
      reconnection: false,
      auth: (give) => give(this.#since ? { token, since: this.#since.position, epoch: this.#since.epoch } : { token }),
    });
    this.#socket.on('message', ({ message, conversation, position }) =>
      this.#tell({ type: 'message', message, conversation, position }),
    );
    this.#socket.on('conversation', ({ conversation, position }) =>
      this.#tell({ type: 'conversation', conversation, position }),
    );
    this.#socket.on('left', ({ conversationId, position }) => this.#tell({ type: 'left', conversationId, position }));
    this.#socket.on('resync', ({ position, epoch }) => {
      this.resyncs += 1;
      this.#since = { position, epoch };
      this.#track(this.#reload());
    });
    this.#socket.on('ready', ({ position, epoch }) => {
      this.#since = { position: Math.max(position, this.#since?.position ?? 0), epoch };
    });
  }

  static async open(url: string, token: string): Promise<View> {
    const view = new View(url, token);
    await view.connect();
    await view.#reload();
    return view;
  }

  /** Resolves once what was missed has been replayed. */
  async connect(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.#socket.once('ready', () => resolve()).once('connect_error', reject);
    });
    this.#socket.connect();
    await ready;
  }

  /** The line breaks without a word; the view is back after that time. */
  async drop(awayMilliseconds: number): Promise<void> {
    this.#socket.io.engine.close();
    await delay(awayMilliseconds);
    this.reconnects += 1;
    for (let left = TRIES; ; left -= 1) {
      try {
        await this.connect();
        return;
      } catch (error) {
        this.#socket.disconnect();
        if (left === 0) throw error;
      }
    }
  }

  /** Resolves when no answer is under way. */
  async settled(): Promise<void> {
    while (this.#open.size > 0) await Promise.all(this.#open);
    if (this.#problem) throw this.#problem;
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect();
  }

  #tell(told: Told): void {
    if (this.#since) this.#since.position = Math.max(this.#since.position, told.position);
    this.#told.push(told);
    this.#apply(told);
  }

  #apply(told: Told): void {
    if (told.type === 'left') {
      this.shown.delete(told.conversationId);
      return;
    }
    const { conversation } = told;
    const known = this.shown.get(conversation.id);
    const shown = known ?? { row: conversation, messages: new Map<string, Message>() };
    shown.row = conversation;
    if (told.type === 'message') shown.messages.set(told.message.id, told.message);
    this.shown.set(conversation.id, shown);
    // It came into sight, and has a past.
    if (!known && !(told.type === 'message' && conversation.messageCount <= 1))
      this.#track(this.#fetch(conversation.id));
  }

  async #reload(): Promise<void> {
    const from = this.#told.length;
    let cursor: string | undefined;
    const rows: Conversation[] = [];
    do {
      const page = await this.#client(conversations.list, { query: { status: 'any', limit: 100, cursor } });
      rows.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    this.shown.clear();
    for (const row of rows) this.shown.set(row.id, { row, messages: new Map() });
    for (const told of this.#told.slice(from)) this.#apply(told);
    await Promise.all(rows.map((row) => this.#fetch(row.id)));
  }

  async #fetch(conversationId: string): Promise<void> {
    const from = this.#told.length;
    const shown = this.shown.get(conversationId);
    let cursor: string | undefined;
    const messages: Message[] = [];
    try {
      do {
        const page = await this.#client(conversations.messages, {
          params: { id: conversationId },
          query: { limit: 100, cursor },
        });
        messages.push(...page.items);
        cursor = page.nextCursor ?? undefined;
      } while (cursor);
    } catch (error) {
      // It left meanwhile: then `left` is on its way.
      if ((error as { status?: number }).status === 404) return;
      throw error;
    }
    // It left meanwhile, and may have come back: then it was fetched anew.
    if (!shown || this.shown.get(conversationId) !== shown) return;
    for (const message of messages) shown.messages.set(message.id, message);
    for (const told of this.#told.slice(from))
      if (told.type === 'message' && told.conversation.id === conversationId)
        shown.messages.set(told.message.id, told.message);
  }

  #track(work: Promise<void>): void {
    const tracked = work
      .catch((error: unknown) => {
        this.#problem ??= error;
      })
      .finally(() => this.#open.delete(tracked));
    this.#open.add(tracked);
  }
}

/** As the browser does: once more when the line broke, or when it is told to come again. */
export async function patientFetch(...request: Parameters<typeof fetch>): Promise<Response> {
  for (let left = TRIES; ; left -= 1) {
    try {
      const response = await fetch(...request);
      if (response.status !== 503 || left === 0) return response;
    } catch (error) {
      if (left === 0) throw error;
    }
    await delay(TRY_AGAIN_MILLISECONDS);
  }
}
