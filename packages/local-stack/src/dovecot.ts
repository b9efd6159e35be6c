import { randomUUID } from 'node:crypto';
import { chown, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { lastLines, startChild, type RunningChild } from './child.ts';
import { freePort, waitForPort } from './ports.ts';

const PASSWORD = 'a-password-of-tests';

/** For specs: a real IMAP server with one mailbox of an inbox and a Sent folder, in a folder of its own on a free port; mail is delivered as a mail server does. */
export class Dovecot {
  readonly port: number;
  readonly user: string;
  readonly #folder: string;
  readonly #owner: { uid: number; gid: number };
  #child: RunningChild | null = null;
  #delivered = 0;

  private constructor(folder: string, owner: { uid: number; gid: number }, port: number, user: string) {
    this.#folder = folder;
    this.#owner = owner;
    this.port = port;
    this.user = user;
  }

  /** Starts it with an empty mailbox of that user. */
  static async start(user = 'support'): Promise<Dovecot> {
    const folder = await mkdtemp(join(tmpdir(), 'switchboard-dovecot-'));
    // Dovecot reads no mail as root.
    const self = userInfo();
    const owner = self.uid === 0 ? { uid: 65_534, gid: 65_534 } : { uid: self.uid, gid: self.gid };
    const server = new Dovecot(folder, owner, await freePort(), user);
    for (const part of [
      '',
      'run',
      'mail',
      `mail/${user}`,
      `mail/${user}/.Sent`,
      ...['tmp', 'new', 'cur'].flatMap((name) => [`mail/${user}/${name}`, `mail/${user}/.Sent/${name}`]),
    ]) {
      await mkdir(join(folder, part), { recursive: true });
      await chown(join(folder, part), owner.uid, owner.gid);
    }
    await writeFile(join(folder, 'dovecot.conf'), server.#configuration(self.username));
    await server.up();
    return server;
  }

  /** Where the portal finds it. */
  get server() {
    return { host: '127.0.0.1', port: this.port, secure: false, username: this.user, password: PASSWORD };
  }

  async up(): Promise<void> {
    const logFile = join(this.#folder, 'output.log');
    this.#child = await startChild({
      command: 'dovecot',
      args: ['-F', '-c', join(this.#folder, 'dovecot.conf')],
      env: { PATH: `${process.env['PATH']}:/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin` },
      logFile,
    });
    const ended = new AbortController();
    void this.#child.exited.then(() => ended.abort());
    try {
      await waitForPort(this.port, { signal: ended.signal });
    } catch (error) {
      const logs = await Promise.all([logFile, join(this.#folder, 'dovecot.log')].map((path) => lastLines(path)));
      throw new Error(`Dovecot does not start: ${logs.join('\n')}`, { cause: error });
    }
  }

  /** Ends it as a crash or a restart of the machine does: connections break, mail stays. */
  async down(): Promise<void> {
    await this.#child?.stop();
    this.#child = null;
  }

  /** SIGKILL, to all of its processes at once. */
  async kill(): Promise<void> {
    if (!this.#child) return;
    process.kill(-this.#child.pid, 'SIGKILL');
    await this.#child.exited;
    this.#child = null;
  }

  async stop(): Promise<void> {
    await this.down();
    await rm(this.#folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  /** Puts a mail into the inbox, or among the sent ones. */
  async deliver(raw: string, folder: 'INBOX' | 'Sent' = 'INBOX'): Promise<void> {
    this.#delivered += 1;
    const name = `${Math.floor(Date.now() / 1000)}.M${this.#delivered}P${process.pid}.${randomUUID()}`;
    const box = join(this.#folder, 'mail', this.user, folder === 'Sent' ? '.Sent' : '');
    await writeFile(join(box, 'tmp', name), raw);
    await chown(join(box, 'tmp', name), this.#owner.uid, this.#owner.gid);
    await rename(join(box, 'tmp', name), join(box, 'new', name));
  }

  /**
   * What a server does that lost its index: all mails get new UIDs under a new UIDVALIDITY, or the one given. Only while
   * it is down.
   */
  async renumber(uidValidity?: number): Promise<void> {
    const box = join(this.#folder, 'mail', this.user);
    const validity = uidValidity ?? (await uidValidityOf(box)) + 1000;
    for (const name of await readdir(box)) if (name.startsWith('dovecot')) await rm(join(box, name));
    await writeFile(join(box, 'dovecot-uidlist'), `3 V${validity} N1\n`);
    await chown(join(box, 'dovecot-uidlist'), this.#owner.uid, this.#owner.gid);
  }

  #configuration(self: string): string {
    const { port } = this;
    const folder = this.#folder;
    const owner = this.#owner;
    const internal = userInfo().uid === 0 ? '' : `default_internal_user = ${self}\ndefault_login_user = ${self}\n`;
    return `
protocols = imap
listen = 127.0.0.1
base_dir = ${folder}/run
log_path = ${folder}/dovecot.log
ssl = no
disable_plaintext_auth = no
mail_location = maildir:${folder}/mail/%u
first_valid_uid = 1
mail_max_userip_connections = 100
maildir_very_dirty_syncs = no
${internal}
auth_failure_delay = 0
passdb {
  driver = static
  args = password=${PASSWORD}
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${folder}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
`;
  }
}

async function uidValidityOf(box: string): Promise<number> {
  const [, validity] = /^3 V(\d+)/.exec(await readFile(join(box, 'dovecot-uidlist'), 'utf8')) ?? [];
  return Number(validity);
}
