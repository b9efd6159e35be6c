import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import pg from 'pg';
import { ENVIRONMENT, type Environment } from '../../../../kernel/config/environment.ts';
import { Database } from '../../../../kernel/database/database.ts';
import { EventLog } from '../../../../kernel/events/event-log.ts';
import { EventStream } from '../../../../kernel/events/event-stream.ts';
import { MailIntake } from '../../inbound/mail-intake.ts';
import { isToBeWatched, type Mailbox, type MailboxHealth } from '../../mailboxes/mailbox.ts';
import { MailboxesRepository } from '../../mailboxes/mailboxes.repository.ts';
import { MailboxesService } from '../../mailboxes/mailboxes.service.ts';
import { CursorsRepository } from './cursors.repository.ts';
import { FolderIntake } from './folder-intake.ts';
import { FolderReader } from './folder-reader.ts';
import { ImapWatcher } from './imap-watcher.ts';
import { MailFlow } from './mail-flow.ts';

const LOCK_CLASS = 7_310_002;
const LOOK_ROUND_MILLISECONDS = 5_000;

interface Held {
  revision: number;
  watcher: ImapWatcher;
}

/**
 * Sees to it that each mailbox is watched by one node of the cluster: the one that holds its advisory lock, on a
 * connection of its own. A node that dies loses the connection, and with it the locks; another takes over.
 */
@Injectable()
export class MailboxWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('MailboxWatch');
  private readonly held = new Map<string, Held>();
  private client: pg.Client | null = null;
  private timer: NodeJS.Timeout | null = null;
  private work: Promise<void> = Promise.resolve();
  private isQueued = false;
  private isStopped = false;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    private readonly database: Database,
    private readonly repository: MailboxesRepository,
    private readonly mailboxes: MailboxesService,
    private readonly cursors: CursorsRepository,
    private readonly intake: MailIntake,
    private readonly flow: MailFlow,
    private readonly events: EventLog,
    private readonly stream: EventStream,
  ) {}

  onApplicationBootstrap(): void {
    if (this.environment.ROLE === 'api') return;
    this.stream.subscribe(
      (events) => {
        if (events.some(({ type }) => type === 'channel_account.changed')) this.lookRound();
      },
      () => this.lookRound(),
    );
    this.timer = setInterval(() => this.lookRound(), LOOK_ROUND_MILLISECONDS);
    this.lookRound();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    if (this.timer) clearInterval(this.timer);
    await this.work;
    await this.letGo([...this.held.keys()]);
    await this.client?.end().catch(() => undefined);
  }

  private lookRound(): void {
    if (this.isQueued || this.isStopped) return;
    this.isQueued = true;
    this.work = this.work.then(() => this.nextRound());
  }

  private async nextRound(): Promise<void> {
    this.isQueued = false;
    if (this.isStopped) return;
    try {
      await this.reconcile();
    } catch (error) {
      this.logger.warn({ err: error }, 'Could not look after the mailboxes; the next round tries again');
    }
  }

  private async reconcile(): Promise<void> {
    const wanted = new Map((await this.repository.all()).filter(isToBeWatched).map((mailbox) => [mailbox.id, mailbox]));
    const ended = [...this.held].filter(([id, { revision }]) => wanted.get(id)?.updatedAt.getTime() !== revision);
    await this.letGo(ended.map(([id]) => id));
    const missing = [...wanted.values()].filter(({ id }) => !this.held.has(id));
    if (missing.length === 0) return;
    const client = (this.client ??= await this.connect());
    for (const mailbox of missing) {
      if (await tryLock(client, mailbox.id)) await this.watch(mailbox);
    }
  }

  private async watch(mailbox: Mailbox): Promise<void> {
    let password: string;
    try {
      password = this.mailboxes.passwords(mailbox).imap;
    } catch (error) {
      await this.report(mailbox, 'auth_failed', error instanceof Error ? error.message : String(error));
      return;
    }
    const watcher = new ImapWatcher({
      mailbox,
      password,
      readerOf: (folder) => new FolderReader(new FolderIntake(mailbox, folder, this.intake, this.flow), this.cursors),
      report: (health, detail) => this.report(mailbox, health, detail),
    });
    this.held.set(mailbox.id, { revision: mailbox.updatedAt.getTime(), watcher });
  }

  private async report(mailbox: Mailbox, health: MailboxHealth, detail: string | null): Promise<void> {
    await this.database.transaction(async () => {
      if (health === 'healthy') await this.repository.succeeded(mailbox.id);
      if (!(await this.repository.setHealth(mailbox, health, detail))) return;
      if (health !== 'healthy') this.logger.warn({ mailbox: mailbox.address, health, detail }, 'A mailbox is not well');
      await this.events.append({ type: 'channel_account.changed', payload: { accountId: mailbox.id } });
    });
  }

  private async letGo(ids: string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        await this.held.get(id)?.watcher.stop();
        this.held.delete(id);
        await this.client
          ?.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK_CLASS, id])
          .catch(() => undefined);
      }),
    );
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.environment.DATABASE_DIRECT_URL ?? this.environment.DATABASE_URL,
      application_name: 'switchboard mailboxes',
      keepAlive: true,
    });
    client.on('error', () => this.lost(client));
    client.on('end', () => this.lost(client));
    await client.connect();
    return client;
  }

  /** The locks are gone: somebody else may watch already. */
  private lost(client: pg.Client): void {
    if (this.client !== client || this.isStopped) return;
    this.client = null;
    this.work = this.work.then(() => this.letGo([...this.held.keys()]));
    this.lookRound();
  }
}

async function tryLock(client: pg.Client, id: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, hashtext($2)) as locked', [
    LOCK_CLASS,
    id,
  ]);
  return rows[0]?.locked === true;
}
