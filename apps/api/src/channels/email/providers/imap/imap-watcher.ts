import { setTimeout as delay } from 'node:timers/promises';
import type { ImapFlow } from 'imapflow';
import { inWords, type MailError } from '../../mailboxes/connection-advice.ts';
import type { Mailbox, MailboxHealth } from '../../mailboxes/mailbox.ts';
import { foldersOf, INBOX, type Folder } from './folder-intake.ts';
import type { FolderReader } from './folder-reader.ts';
import { imapClient } from './imap-client.ts';
import { isRefusedSignIn } from './refused-sign-in.ts';

export interface WatchedMailbox {
  mailbox: Mailbox;
  password: string;
  readerOf: (folder: Folder) => Pick<FolderReader, 'catchUp'>;
  /** Told each time something was brought in or the folders were looked through, and at each change for the worse. */
  report: (health: MailboxHealth, detail: string | null) => Promise<void>;
}

/** Milliseconds. */
export interface WatchPace {
  /** The longest it waits for the server to say that there is something new; then it asks. */
  lookEvery: number;
  /** A server that says nothing to a question for so long is gone, whatever the connection looks like. */
  answerWithin: number;
}

const PACE: WatchPace = { lookEvery: 60_000, answerWithin: 20_000 };
const FIRST_PAUSE_MILLISECONDS = 500;
const LONGEST_PAUSE_MILLISECONDS = 60_000;
/** What is left of failures in a row once the folders were looked through: a server that lets us in is worth an early try. */
const FAILURES_AFTER_A_LOOK = 2;

/**
 * Watches one mailbox by IMAP for as long as it runs: catches up, waits by IDLE, catches up. A lost connection is
 * replaced by a new one after a growing, jittered pause, however often; only a refused sign-in ends the watch.
 */
export class ImapWatcher {
  private readonly stopping = new AbortController();
  private readonly work: Promise<void>;
  private failures = 0;

  constructor(
    private readonly watched: WatchedMailbox,
    private readonly pace = PACE,
  ) {
    this.work = this.run();
  }

  /** Resolves when nothing of it runs any more. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.work;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const error = await this.connected().catch((reason: unknown) => reason as MailError);
      if (this.stopping.signal.aborted) return;
      if (error && isRefusedSignIn(error)) {
        await this.tell('auth_failed', this.words(error));
        return;
      }
      await this.tell('degraded', error ? this.words(error) : 'The server closed the connection.');
      this.failures += 1;
      await delay(pause(this.failures), undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** One connection, from the first byte to its end. @throws what ended it. */
  private async connected(): Promise<void> {
    const client = this.client();
    const bell = new Bell();
    const faults: Error[] = [];
    client.on('error', (error) => {
      faults.push(error);
      bell.ring();
    });
    client.on('close', () => bell.ring());
    client.on('exists', () => bell.ring());
    const onStop = () => bell.ring();
    this.stopping.signal.addEventListener('abort', onStop);
    try {
      await client.connect();
      let [, sent] = await foldersOf(client);
      let known = '';
      while (!this.stopping.signal.aborted) {
        await this.look(client, INBOX);
        const now = sent ? await stateOf(client, sent) : known;
        if (sent && now !== known) {
          await this.look(client, sent);
          known = now;
          // What came meanwhile was told to nobody.
          await this.look(client, INBOX);
        }
        await this.tell('healthy', null);
        this.failures = Math.min(this.failures, FAILURES_AFTER_A_LOOK);
        // Runs until the next command; mail that came since the look is told at its beginning.
        void client.idle().catch(() => undefined);
        const isTold = await bell.wait(this.pace.lookEvery);
        if (faults[0]) throw faults[0];
        if (!client.usable) return;
        if (isTold) continue;
        await this.ask(client);
        // Made later, as by the first answer of a mail program: nobody tells of that.
        sent ??= (await foldersOf(client))[1];
      }
    } finally {
      this.stopping.signal.removeEventListener('abort', onStop);
      client.close();
    }
  }

  /** An IDLE can die without a word: nothing comes any more, and no error either. */
  private async ask(client: ImapFlow): Promise<void> {
    const timeUp = new AbortController();
    const silence = delay(this.pace.answerWithin, undefined, { signal: timeUp.signal }).then(() => {
      throw new Error('The server does not answer any more.');
    });
    try {
      await Promise.race([client.noop(), silence]);
    } finally {
      timeUp.abort();
      silence.catch(() => undefined);
    }
  }

  private async look(client: ImapFlow, folder: Folder): Promise<void> {
    const isFresh = !client.mailbox || client.mailbox.path !== folder.path;
    const lock = await client.getMailboxLock(folder.path, { readOnly: true });
    try {
      await this.watched.readerOf(folder).catchUp(client, {
        isFresh,
        isStopping: () => this.stopping.signal.aborted,
        onProgress: () => this.tell('healthy', null),
      });
    } finally {
      lock.release();
    }
  }

  private client(): ImapFlow {
    const { mailbox, password } = this.watched;
    if (!mailbox.config.imap) throw new Error(`${mailbox.address} has no IMAP server.`);
    return imapClient(mailbox.config.imap, password, 3 * this.pace.answerWithin);
  }

  private words(error: MailError): string {
    const { imap } = this.watched.mailbox.config;
    return imap ? inWords('imap', imap, error) : error.message;
  }

  private async tell(health: MailboxHealth, detail: string | null): Promise<void> {
    // The state is for the eyes of an admin; that it could not be written must not end the watch.
    await this.watched.report(health, detail).catch(() => undefined);
  }
}

/** Changes when a mail is put into the folder. */
async function stateOf(client: ImapFlow, { path }: Folder): Promise<string> {
  const state = await client.status(path, { uidValidity: true, uidNext: true });
  return state ? `${state.uidValidity}:${state.uidNext}` : '';
}

/** Rings once for any number of causes; a ring before the wait is not lost. */
class Bell {
  private rung = false;
  private wake: () => void = () => undefined;

  ring(): void {
    this.rung = true;
    this.wake();
  }

  /** @returns whether it rang before the time was up */
  async wait(milliseconds: number): Promise<boolean> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    const isRung = this.rung;
    this.rung = false;
    return isRung;
  }
}

function pause(failures: number): number {
  const longest = Math.min(LONGEST_PAUSE_MILLISECONDS, FIRST_PAUSE_MILLISECONDS * 2 ** Math.min(failures, 10));
  return longest * (0.5 + Math.random() / 2);
}
