import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line between the portal and a server on this machine that can go dead without breaking. */
export class TestLine {
  /** What the portal sent by the newest connection. */
  said = '';
  /** Connections there were so far. */
  connections = 0;
  private readonly server: Server;
  private readonly listeners: (() => void)[] = [];
  private readonly sockets = new Set<Socket>();

  constructor(private readonly target: number) {
    this.server = createServer((socket) => this.join(socket));
  }

  get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  /** From now on nothing comes through on the connections there are, and nobody is told. */
  goDead(): void {
    for (const socket of this.sockets) socket.unpipe().removeAllListeners('data').pause();
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Resolves when the portal has sent this by the connection of that number, or a later one. */
  async untilSaid(words: RegExp, connection: number): Promise<void> {
    while (this.connections < connection || !words.test(this.said)) {
      await new Promise<void>((resolve) => this.listeners.push(resolve));
    }
  }

  private join(socket: Socket): void {
    this.connections += 1;
    this.said = '';
    const other = connect(this.target, '127.0.0.1');
    for (const end of [socket, other]) {
      this.sockets.add(end);
      end.on('error', () => undefined);
      end.on('close', () => this.sockets.delete(end));
    }
    socket.on('data', (chunk: Buffer) => {
      this.said += chunk.toString('latin1');
      for (const wake of this.listeners.splice(0)) wake();
    });
    socket.pipe(other);
    other.pipe(socket);
  }
}
