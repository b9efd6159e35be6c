import { Injectable } from '@nestjs/common';
import type { Input, Output, SupportEmail, supportEmails } from '@switchboard/contracts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { CredentialCipher } from '../../../kernel/config/credential-cipher.ts';
import { Database } from '../../../kernel/database/database.ts';
import { EventLog } from '../../../kernel/events/event-log.ts';
import { AppError, found } from '../../../kernel/http/app-error.ts';
import { RefusedSenders } from '../outbound/refused-senders.ts';
import { tryImap, trySmtp } from './connection-test.ts';
import {
  imapAccountOf,
  isToBeWatched,
  MailboxPasswords,
  type Mailbox,
  type MailboxConfig,
  type MailServer,
} from './mailbox.ts';
import { MailboxesRepository } from './mailboxes.repository.ts';

type Creation = Input<typeof supportEmails.create>['body'];
type Change = Input<typeof supportEmails.update>['body'];
type GivenServer = MailServer & { password?: string | undefined };

/** The mailboxes of the portal as admins set them up. */
@Injectable()
export class MailboxesService {
  constructor(
    private readonly database: Database,
    private readonly repository: MailboxesRepository,
    private readonly cipher: CredentialCipher,
    private readonly events: EventLog,
    private readonly refusedSenders: RefusedSenders,
  ) {}

  async create(actor: Actor, { address, name, isActive, takesTags, imap, smtp }: Creation): Promise<SupportEmail> {
    const servers = { imap: withoutPassword(imap), smtp: withoutPassword(smtp) };
    const imapAccount = imap ? imapAccountOf(imap) : '';
    const config: MailboxConfig = { ...servers, watch: imap !== null, takesTags, imapAccount };
    const passwords: MailboxPasswords = { imap: imap?.password ?? '', smtp: smtp?.password ?? '' };
    return this.database.transaction(async () => {
      const mailbox = await this.repository.insert({
        channel: 'email',
        provider: 'mail',
        slug: address,
        name,
        address,
        isActive,
        config: JSON.stringify(config),
        credentials: this.cipher.seal(passwords),
        health: isActive && imap ? 'connecting' : 'stopped',
      });
      if (!mailbox) throw new AppError('conflict', `There is a mailbox ${address} already.`);
      await this.changed(actor, mailbox.id);
      return toSupportEmail(mailbox);
    });
  }

  async list(): Promise<{ items: SupportEmail[] }> {
    return { items: (await this.repository.all()).map(toSupportEmail) };
  }

  async get(id: string): Promise<SupportEmail> {
    return toSupportEmail(await this.mailbox(id));
  }

  /** Tries servers as they are given, saved or not. */
  async test({ id, ...given }: Input<typeof supportEmails.test>['body']): Promise<Output<typeof supportEmails.test>> {
    const before = id ? await this.mailbox(id) : null;
    const passwords = before ? this.passwords(before) : { imap: '', smtp: '' };
    const imap = merged(before?.config.imap ?? null, given.imap, passwords.imap, 'imap');
    const smtp = merged(before?.config.smtp ?? null, given.smtp, passwords.smtp, 'smtp');
    const [imapReport, smtpReport] = await Promise.all([
      imap.server && tryImap(imap.server, imap.password),
      smtp.server && trySmtp(smtp.server, smtp.password),
    ]);
    return { imap: imapReport, smtp: smtpReport };
  }

  async update(actor: Actor, id: string, change: Change): Promise<SupportEmail> {
    return this.database.transaction(async () => {
      const before = await this.mailbox(id);
      const passwords = this.passwords(before);
      const imap = merged(before.config.imap, change.imap, passwords.imap, 'imap');
      const smtp = merged(before.config.smtp, change.smtp, passwords.smtp, 'smtp');
      const watch = imap.server !== null && (before.config.imap === null || before.config.watch);
      const takesTags = change.takesTags ?? before.config.takesTags;
      const imapAccount = accountBehind(before.config, imap.server);
      const config: MailboxConfig = { imap: imap.server, smtp: smtp.server, watch, takesTags, imapAccount };
      const isActive = change.isActive ?? before.isActive;
      const after = await this.repository.update(id, {
        name: change.name ?? before.name,
        isActive,
        config: JSON.stringify(config),
        credentials: this.cipher.seal({ imap: imap.password, smtp: smtp.password }),
        health: isActive && watch ? 'connecting' : 'stopped',
        healthDetail: null,
        ...(change.smtp === undefined ? {} : { smtpRefusal: null, smtpRefusedAt: null }),
      });
      if (change.smtp !== undefined) await this.refusedSenders.release(id);
      await this.changed(actor, id);
      return toSupportEmail(found(after, 'mailbox'));
    });
  }

  async remove(actor: Actor, id: string): Promise<void> {
    await this.database.transaction(async () => {
      if (!(await this.repository.remove(id))) found(null, 'mailbox');
      await this.changed(actor, id);
    });
  }

  async watch(actor: Actor, id: string): Promise<SupportEmail> {
    const { config, isActive } = await this.mailbox(id);
    if (!config.imap) throw new AppError('unprocessable', 'This mailbox has no IMAP server to watch.');
    if (!isActive) throw new AppError('unprocessable', 'This mailbox is switched off. Switch it on first.');
    return this.setWatch(actor, id, { ...config, watch: true }, 'connecting');
  }

  async stopWatch(actor: Actor, id: string): Promise<SupportEmail> {
    const { config } = await this.mailbox(id);
    return this.setWatch(actor, id, { ...config, watch: false }, 'stopped');
  }

  async mailbox(id: string): Promise<Mailbox> {
    return found(await this.repository.get(id), 'mailbox');
  }

  passwords({ credentials }: Mailbox): MailboxPasswords {
    return MailboxPasswords.parse(credentials ? this.cipher.open(credentials) : {});
  }

  private async setWatch(actor: Actor, id: string, config: MailboxConfig, health: string): Promise<SupportEmail> {
    return this.database.transaction(async () => {
      const after = await this.repository.update(id, { config: JSON.stringify(config), health, healthDetail: null });
      await this.changed(actor, id);
      return toSupportEmail(found(after, 'mailbox'));
    });
  }

  private async changed(actor: Actor, accountId: string): Promise<void> {
    await this.events.append({ type: 'channel_account.changed', payload: { accountId }, agentId: actor.agentId });
  }
}

/**
 * The server as it is to be. A password is kept only for the place and name it was given for: it is never sent
 * to another server than the admin meant.
 */
function merged(
  before: MailServer | null,
  given: GivenServer | null | undefined,
  password: string,
  field: string,
): { server: MailServer | null; password: string } {
  if (given === undefined) return { server: before, password };
  if (given === null) return { server: null, password: '' };
  if (given.password !== undefined) return { server: withoutPassword(given), password: given.password };
  if (!before || given.host !== before.host || given.username !== before.username) {
    const message = 'is needed, as the server or the user name is another';
    throw new AppError('unprocessable', `body.${field}.password ${message}.`, {
      details: [{ path: `body.${field}.password`, message }],
    });
  }
  return { server: withoutPassword(given), password };
}

/** The account keeps its name for as long as it stays: the keys of its mails begin with it. */
function accountBehind({ imap, imapAccount }: MailboxConfig, now: MailServer | null): string {
  if (!now) return imapAccount;
  return imap && imapAccountOf(imap) === imapAccountOf(now) ? imapAccount : imapAccountOf(now);
}

function withoutPassword(given: GivenServer | null): MailServer | null {
  if (!given) return null;
  const { host, port, secure, username } = given;
  return { host, port, secure, username };
}

function toSupportEmail(mailbox: Mailbox): SupportEmail {
  return {
    id: mailbox.id,
    address: mailbox.address,
    name: mailbox.name,
    isActive: mailbox.isActive,
    isWatching: isToBeWatched(mailbox),
    health: mailbox.health as SupportEmail['health'],
    healthDetail: mailbox.healthDetail,
    lastSuccessAt: mailbox.lastSuccessAt?.toISOString() ?? null,
    imap: mailbox.config.imap,
    smtp: mailbox.config.smtp,
    smtpRefusal: mailbox.smtpRefusal,
    takesTags: mailbox.config.takesTags,
    createdAt: mailbox.createdAt.toISOString(),
  };
}
