import { connect, createServer, type Server, type Socket } from 'node:net';

/** A line between the portal and a server on this machine that can go dead without breaking. */
export class TestLine {
  /** What the portal sent, of all connections. */
  said = '';
  /** Connections there were so far. */
  connections = 0;
  private readonly server: Server;
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

  private join(socket: Socket): void {
    this.connections += 1;
    const other = connect(this.target, '127.0.0.1');
    for (const end of [socket, other]) {
      this.sockets.add(end);
      end.on('error', () => undefined);
    }
    socket.on('data', (chunk: Buffer) => (this.said += chunk.toString('latin1')));
    socket.pipe(other);
    other.pipe(socket);
  }
}
