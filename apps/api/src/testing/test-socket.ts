import type {
  ClientEvents,
  Handshake,
  Namespace,
  ServerEvent,
  ServerEvents,
  ServerPayload,
} from '@switchboard/contracts';
import { io, type Socket } from 'socket.io-client';

const PATIENCE_MILLISECONDS = 10_000;

type Heard = { [E in ServerEvent]: { event: E; payload: ServerPayload<E> } }[ServerEvent];

interface Waiting {
  accepts: (heard: Heard) => boolean;
  resolve: (heard: Heard) => void;
}

/**
 * A socket that remembers what it heard, so that a spec can await an event that came before it asked.
 * Each event is given to one `next` only.
 */
export class TestSocket {
  private readonly heard: Heard[] = [];
  private readonly waiting: Waiting[] = [];
  /** Resolves with the reason once the connection has ended. */
  readonly ended: Promise<string>;

  private constructor(readonly socket: Socket<ServerEvents, ClientEvents>) {
    socket.onAny((event: ServerEvent, payload) => this.take({ event, payload: payload as never }));
    this.ended = new Promise((resolve) => socket.once('disconnect', resolve));
  }

  /**
   * Connects and waits for the answer.
   *
   * @throws Error with `data.code` of the catalogue when the server refuses
   */
  static async connect(url: string, namespace: Namespace, handshake: Partial<Handshake>): Promise<TestSocket> {
    const socket: Socket<ServerEvents, ClientEvents> = io(url + namespace, {
      auth: handshake,
      transports: ['websocket'],
      forceNew: true,
      reconnection: false,
      autoConnect: false,
    });
    const listening = new TestSocket(socket);
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve).once('connect_error', reject).connect();
      });
    } catch (error) {
      socket.disconnect();
      throw error;
    }
    return listening;
  }

  /** The next event of this name that `fits`, be it already heard or yet to come. */
  async next<E extends ServerEvent>(
    event: E,
    fits: (payload: ServerPayload<E>) => boolean = () => true,
  ): Promise<ServerPayload<E>> {
    const accepts = (heard: Heard) => heard.event === event && fits(heard.payload as ServerPayload<E>);
    const index = this.heard.findIndex(accepts);
    const heard = index < 0 ? await this.wait(event, accepts) : this.heard.splice(index, 1)[0];
    return heard?.payload as ServerPayload<E>;
  }

  /** What was heard of this name and not yet asked for. */
  unasked<E extends ServerEvent>(event: E): ServerPayload<E>[] {
    return this.heard.filter((heard) => heard.event === event).map((heard) => heard.payload as ServerPayload<E>);
  }

  async reauthenticate(token: string): Promise<boolean> {
    const { ok } = await this.socket.timeout(PATIENCE_MILLISECONDS).emitWithAck('reauthenticate', { token });
    return ok;
  }

  close(): void {
    this.socket.disconnect();
  }

  private take(heard: Heard): void {
    const index = this.waiting.findIndex(({ accepts }) => accepts(heard));
    if (index < 0) this.heard.push(heard);
    else this.waiting.splice(index, 1)[0]?.resolve(heard);
  }

  private wait(event: ServerEvent, accepts: Waiting['accepts']): Promise<Heard> {
    return new Promise((resolve, reject) => {
      const entry: Waiting = {
        accepts,
        resolve: (heard) => {
          clearTimeout(timer);
          resolve(heard);
        },
      };
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(entry), 1);
        const others = this.heard.map((heard) => JSON.stringify(heard).slice(0, 200)).join('\n  ');
        reject(new Error(`No such "${event}" came. Heard instead:\n  ${others || 'nothing'}`));
      }, PATIENCE_MILLISECONDS);
      this.waiting.push(entry);
    });
  }
}
