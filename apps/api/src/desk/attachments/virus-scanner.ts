import { once } from 'node:events';
import { connect } from 'node:net';
import type { Readable } from 'node:stream';

export type Verdict =
  | { kind: 'clean' }
  | { kind: 'infected'; threat: string }
  /** The scanner looks at nothing so large. */
  | { kind: 'too_large' };

const SILENCE_MILLISECONDS = 60_000;
const ANSWER_BYTES = 4_096;
const DEFAULT_PORT = 3310;

/** ClamAV's daemon, by its own protocol: the file goes there in pieces, nothing of it is kept. */
export class VirusScanner {
  private readonly host: string;
  private readonly port: number;

  /** @param address `host` or `host:port` */
  constructor(address: string) {
    const [, host = address, port] = /^(.*?)(?::(\d+))?$/.exec(address) ?? [];
    this.host = host;
    this.port = port ? Number(port) : DEFAULT_PORT;
  }

  /** @throws Error when it cannot be reached, breaks off, or says something else than a verdict */
  async scan(content: Readable): Promise<Verdict> {
    const socket = connect({ host: this.host, port: this.port });
    socket.setTimeout(SILENCE_MILLISECONDS, () => socket.destroy(new Error('The virus scanner fell silent.')));
    try {
      await once(socket, 'connect');
      const said = answerOf(socket);
      // It may answer, and hang up, before it was given everything.
      said.catch(() => undefined);
      socket.write('zINSTREAM\0');
      for await (const chunk of content) {
        if (socket.readableEnded || socket.destroyed) break;
        const bytes = chunk as Buffer;
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        socket.write(length);
        if (!socket.write(bytes)) await Promise.race([once(socket, 'drain'), said]);
      }
      if (!socket.destroyed) socket.write(Buffer.alloc(4));
      return verdictOf(await said);
    } finally {
      socket.destroy();
      content.destroy();
    }
  }
}

async function answerOf(socket: Readable): Promise<string> {
  let answer = '';
  for await (const chunk of socket) {
    answer += (chunk as Buffer).toString('latin1');
    if (answer.includes('\0') || answer.length > ANSWER_BYTES) break;
  }
  return answer.replace(/\0.*$/s, '').trim();
}

function verdictOf(answer: string): Verdict {
  if (answer === 'stream: OK') return { kind: 'clean' };
  const threat = /^stream: (.{1,200}) FOUND$/.exec(answer)?.[1];
  if (threat) return { kind: 'infected', threat };
  if (/size limit exceeded/i.test(answer)) return { kind: 'too_large' };
  throw new Error(`The virus scanner said: ${answer === '' ? 'nothing' : answer.slice(0, 200)}`);
}
