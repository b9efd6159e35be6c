import type { ClientEvents, ServerEvents } from '@switchboard/contracts';
import { io, type Socket } from 'socket.io-client';

/** What an agent's browser holds open: it hears of messages. */
export class AgentSocket implements Disposable {
  readonly #socket: Socket<ServerEvents, ClientEvents>;
  readonly #heard = new Set<string>();
  readonly #awaited = new Map<string, () => void>();

  private constructor(socket: Socket<ServerEvents, ClientEvents>) {
    this.#socket = socket;
    socket.on('message', ({ message }) => {
      this.#heard.add(message.text);
      this.#awaited.get(message.text)?.();
    });
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
    return new AgentSocket(socket);
  }

  /** Resolves when it was told of a message with that text; at once when it was before. */
  async hears(text: string): Promise<void> {
    if (this.#heard.has(text)) return;
    await new Promise<void>((resolve) => this.#awaited.set(text, resolve));
    this.#awaited.delete(text);
  }

  [Symbol.dispose](): void {
    this.#socket.disconnect();
  }
}
