import { setTimeout as delay } from 'node:timers/promises';
import { conversations, createClient, type ClientEvents, type ServerEvents } from '@switchboard/contracts';
import { io, type Socket } from 'socket.io-client';

/** What an agent's browser holds open: it hears of messages. */
export class AgentSocket implements Disposable {
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #heard = new Set<string>();
  readonly #awaited = new Map<string, () => void>();

  readonly #url: string;
  readonly #token: string;

  private constructor(socket: Socket<ServerEvents, ClientEvents>, url: string, token: string) {
    this.#socket = socket;
    this.#url = url;
    this.#token = token;
    socket.on('message', ({ message }) => this.#sees(message.text));
    // As a browser does: what was said meanwhile is not said again.
    socket.on('resync', () => void this.#loadAnew());
  }

  static async open(url: string, token: string): Promise<AgentSocket> {
    const socket: Socket<ServerEvents, ClientEvents> = io(`${url}/inbox`, {
      auth: { token },
      transports: ['websocket'],
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('ready', () => resolve()).once('connect_error', reject);
    });
    return new AgentSocket(socket, url, token);
  }

  /** Resolves when it was told of a message with that text, or loaded it; at once when it was before. */
  async hears(text: string): Promise<void> {
    if (this.#heard.has(text)) return;
    await new Promise<void>((resolve) => this.#awaited.set(text, resolve));
    this.#awaited.delete(text);
  }

  #sees(text: string): void {
    this.#heard.add(text);
    this.#awaited.get(text)?.();
  }

  async #loadAnew(): Promise<void> {
    const client = createClient({ baseUrl: this.#url, token: () => this.#token });
    while (this.#socket.active) {
      try {
        const { items } = await client(conversations.list, { query: { limit: 200 } });
        for (const { id } of items) {
          const { items: messages } = await client(conversations.messages, { params: { id }, query: {} });
          for (const { text } of messages) this.#sees(text);
        }
        return;
      } catch {
        // The database may be away again; whoever waits has a limit of their own.
        await delay(200);
      }
    }
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect();
  }
}
