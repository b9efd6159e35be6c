import { createServer, type Server, type Socket } from 'node:net';
import { mailParameters, recipientParameters, type DsnRecipient, type DsnRequest } from './dsn.ts';

/** What the sink does with one mail instead of taking it. */
export type SmtpFault =
  /** Answers so: to the connection's MAIL command, to the recipient, or to the mail itself. */
  | { at: 'mail' | 'recipient' | 'data'; reply: string }
  /** Takes the mail, and breaks the connection before it says so. */
  | { at: 'dropped' };

export interface SinkOptions {
  /** Of the `nth` try (from 1) to send something to a recipient. */
  faultFor?: (recipient: string, nth: number) => SmtpFault | null;
  /** Milliseconds until the `nth` connection (from 1) is greeted. */
  greetsAfter?: (nth: number) => number;
}

export interface SinkMail {
  /** With angle brackets; empty where there is none. */
  messageId: string;
  recipients: string[];
  /** Which reports its sender asked for, and under which names; {@link deliveryReport} writes them. */
  dsn: DsnRequest;
  /** Milliseconds since 1970. */
  at: number;
  raw: string;
  /** Whether the sender was told that it was taken. */
  isAcknowledged: boolean;
}

/**
 * A mail server that can be told to refuse, to break and to be slow, for measurements and faults: it takes mail for
 * anybody, knows DSN, and keeps what it took in memory.
 */
export class SmtpSink {
  readonly mails: SinkMail[] = [];
  port = 0;
  readonly #options: SinkOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #tries = new Map<string, number>();
  #connections = 0;
  #waiting: (() => void)[] = [];
  #held: (() => void)[] | null = null;

  constructor(options: SinkOptions = {}) {
    this.#options = options;
    this.#server = createServer((socket) => this.#talk(socket));
  }

  /** Listens on a free port of loopback. */
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.port = (this.#server.address() as { port: number }).port;
    return this;
  }

  /** How often it was tried to send something to a recipient. */
  triesFor(recipient: string): number {
    return this.#tries.get(recipient) ?? 0;
  }

  /** From now on it takes mails whole and says nothing, until {@link release}. */
  hold(): void {
    this.#held ??= [];
  }

  /** Answers whoever waits, as far as they are still there. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = null;
    for (const answer of held) answer();
  }

  /** Resolves when it has taken so many mails. */
  async took(count: number): Promise<void> {
    while (this.mails.length < count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #talk(socket: Socket): void {
    this.#connections += 1;
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    // A sender that is killed resets the connection.
    socket.on('error', () => socket.destroy());
    socket.setEncoding('latin1');
    socket.setNoDelay(true);
    const session = new Session(
      socket,
      (recipient) => this.#faultFor(recipient),
      (mail) => this.#take(mail),
    );
    const wait = this.#options.greetsAfter?.(this.#connections) ?? 0;
    if (wait === 0) session.greet();
    else setTimeout(() => session.greet(), wait).unref();
  }

  #faultFor(recipient: string): SmtpFault | null {
    const nth = this.triesFor(recipient) + 1;
    this.#tries.set(recipient, nth);
    return this.#options.faultFor?.(recipient, nth) ?? null;
  }

  /** Calls `acknowledge` when the sender may be told. */
  #take({ recipients, dsn, raw, acknowledge }: Taken): void {
    const messageId = /^message-id:\s*(<[^>]*>)/im.exec(raw)?.[1] ?? '';
    const at = performance.timeOrigin + performance.now();
    const mail: SinkMail = { messageId, recipients, dsn, at, raw, isAcknowledged: false };
    this.mails.push(mail);
    for (const wake of this.#waiting.splice(0)) wake();
    const answer = () => {
      mail.isAcknowledged = acknowledge?.() ?? false;
    };
    if (this.#held) this.#held.push(answer);
    else answer();
  }
}

interface Taken {
  recipients: string[];
  dsn: DsnRequest;
  raw: string;
  /** Absent where the connection is to break. @returns whether the sender was still there */
  acknowledge: (() => boolean) | null;
}

class Session {
  readonly #socket: Socket;
  readonly #faultFor: (recipient: string) => SmtpFault | null;
  readonly #take: (mail: Taken) => void;
  #input = '';
  #isData = false;
  #sender: Omit<DsnRequest, 'recipients'> = mailParameters('');
  #recipients: DsnRecipient[] = [];
  #fault: SmtpFault | null = null;

  constructor(socket: Socket, faultFor: (recipient: string) => SmtpFault | null, take: (mail: Taken) => void) {
    this.#socket = socket;
    this.#faultFor = faultFor;
    this.#take = take;
    socket.on('data', (chunk: string) => {
      this.#input += chunk;
      while (this.#isData ? this.#data() : this.#line());
    });
  }

  greet(): void {
    this.#say('220 sink ESMTP');
  }

  #say(line: string): boolean {
    return !this.#socket.destroyed && this.#socket.writable && (this.#socket.write(`${line}\r\n`), true);
  }

  /** @returns whether there was one */
  #line(): boolean {
    const end = this.#input.indexOf('\r\n');
    if (end === -1) return false;
    const line = this.#input.slice(0, end);
    this.#input = this.#input.slice(end + 2);
    this.#command(line);
    return true;
  }

  #command(line: string): void {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') this.#say('250-sink\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 41943040\r\n250 DSN');
    else if (verb === 'MAIL' || verb === 'RSET') this.#reset(line);
    else if (verb === 'RCPT') this.#recipient(recipientParameters(line));
    else if (verb === 'DATA') this.#begin();
    else if (verb === 'QUIT') this.#socket.end('221 Bye\r\n');
    else this.#say(verb === 'HELO' || verb === 'NOOP' ? '250 OK' : '502 Not here');
  }

  #reset(line: string): void {
    this.#sender = mailParameters(line);
    this.#recipients = [];
    this.#fault = null;
    this.#say('250 OK');
  }

  #recipient(recipient: DsnRecipient): void {
    this.#fault = this.#faultFor(recipient.address);
    if (this.#fault?.at === 'mail') {
      // As a server that shuts down: it says so and goes.
      this.#socket.end(`${this.#fault.reply}\r\n`);
    } else if (this.#fault?.at === 'recipient') {
      this.#say(this.#fault.reply);
    } else {
      this.#recipients.push(recipient);
      this.#say('250 OK');
    }
  }

  #begin(): void {
    this.#isData = this.#recipients.length > 0;
    this.#say(this.#isData ? '354 Go on' : '503 Nobody to send it to');
  }

  /** @returns whether the mail was there to its end */
  #data(): boolean {
    const end = this.#input.indexOf('\r\n.\r\n');
    if (end === -1) return false;
    const raw = this.#input.slice(0, end);
    this.#input = this.#input.slice(end + 5);
    this.#isData = false;
    const fault = this.#fault;
    const taken = {
      recipients: this.#recipients.map(({ address }) => address),
      dsn: { ...this.#sender, recipients: this.#recipients },
      raw,
    };
    if (fault?.at === 'data') {
      this.#say(fault.reply);
    } else if (fault?.at === 'dropped') {
      this.#take({ ...taken, acknowledge: null });
      this.#socket.destroy();
    } else {
      this.#take({ ...taken, acknowledge: () => this.#say('250 Taken') });
    }
    return true;
  }
}
