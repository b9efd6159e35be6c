import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What virus scanners agree to call a virus, in two halves: whole, they would find it here. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('');

const LARGEST = 25 * 1024 * 1024;

/** A stand-in for ClamAV's daemon on loopback: `zINSTREAM` and `zPING` over TCP, and one virus that it knows. */
export class Clamd {
  /** Bytes of each file it was given to the end, in order. */
  readonly scanned: number[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #port = 0;

  constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      socket.on('error', () => undefined);
      void this.#serve(socket);
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Listens; after {@link down}, where it listened before. */
  async up(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Ends as a crash does. */
  async down(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(socket: Socket): Promise<void> {
    let command = '';
    let waiting = Buffer.alloc(0);
    let size = 0;
    let tail = '';
    let isInfected = false;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      waiting = Buffer.concat([waiting, chunk]);
      if (command === '') {
        const end = waiting.indexOf(0);
        if (end === -1) continue;
        command = waiting.toString('latin1', 0, end);
        waiting = waiting.subarray(end + 1);
      }
      if (command !== 'zINSTREAM') {
        socket.end(command === 'zPING' ? 'PONG\0' : 'UNKNOWN COMMAND\0');
        return;
      }
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readUInt32BE(0)) {
        const length = waiting.readUInt32BE(0);
        if (length === 0) {
          this.scanned.push(size);
          socket.end(isInfected ? 'stream: Eicar-Test-Signature FOUND\0' : 'stream: OK\0');
          return;
        }
        const piece = tail + waiting.toString('latin1', 4, 4 + length);
        isInfected ||= piece.includes(EICAR);
        tail = piece.slice(1 - EICAR.length);
        size += length;
        waiting = waiting.subarray(4 + length);
        if (size > LARGEST) {
          socket.end('INSTREAM size limit exceeded. ERROR\0');
          return;
        }
      }
    }
  }
}
