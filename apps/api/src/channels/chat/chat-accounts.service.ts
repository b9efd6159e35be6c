import { Injectable } from '@nestjs/common';
import type { Input, WhatsappAccount, whatsappAccounts } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CredentialCipher } from '../../kernel/config/credential-cipher.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, badField, found } from '../../kernel/http/app-error.ts';
import { OutboundHttp } from '../../kernel/net/outbound-http.ts';
import { CustomersService } from '../../desk/customers/customers.service.ts';
import { type ChatAccountRow, ChatAccountsRepository, type NoticeRow } from './chat-accounts.repository.ts';
import type { ChatAccountAccess, ChatProvider } from './chat-provider.ts';
import { ChatProviders } from './chat-providers.ts';

/** An account with its secrets, for the use of the channel itself. */
export interface OpenChatAccount extends ChatAccountAccess {
  id: string;
  slug: string;
  isActive: boolean;
  webhookSecret: string;
  provider: ChatProvider;
}

interface Credentials {
  apiKey: string;
  webhookSecret: string;
}

/** Other nodes learn of a changed account within this time. */
const CACHE_MILLISECONDS = 5_000;
const SUCCESS_NOTED_EVERY_MILLISECONDS = 30_000;

/** The WhatsApp numbers of this portal. */
@Injectable()
export class ChatAccountsService {
  private cached: { until: number; accounts: Promise<OpenChatAccount[]> } | null = null;
  private readonly successNoted = new Map<string, number>();

  constructor(
    private readonly repository: ChatAccountsRepository,
    private readonly providers: ChatProviders,
    private readonly cipher: CredentialCipher,
    private readonly customers: CustomersService,
    private readonly http: OutboundHttp,
    private readonly database: Database,
    private readonly events: EventLog,
  ) {}

  async list(): Promise<{ items: WhatsappAccount[] }> {
    const [rows, notices] = await Promise.all([this.repository.all(), this.repository.notices()]);
    return {
      items: rows.map((row) =>
        this.toAccount(
          row,
          notices.filter(({ accountId }) => accountId === row.id),
        ),
      ),
    };
  }

  async create(actor: Actor, given: Input<typeof whatsappAccounts.create>['body']): Promise<WhatsappAccount> {
    const address = await this.customers.normalise('phone', given.address);
    if (address === null) throw badField('body.address', 'is not a phone number with country code');
    this.checkBaseUrl(given.apiBaseUrl);
    const { provider, slug, name, apiKey, webhookSecret, apiBaseUrl } = given;
    return this.database.transaction(async () => {
      const row = await this.repository.insert({
        channel: 'whatsapp',
        provider,
        slug,
        name,
        address,
        config: JSON.stringify(apiBaseUrl ? { apiBaseUrl } : {}),
        credentials: this.cipher.seal({ apiKey, webhookSecret } satisfies Credentials),
      });
      if (!row) throw new AppError('conflict', `There is a ${provider} account with the slug ${slug} already.`);
      await this.changed(actor, row.id);
      return this.toAccount(row);
    });
  }

  async update(
    actor: Actor,
    id: string,
    change: Input<typeof whatsappAccounts.update>['body'],
  ): Promise<WhatsappAccount> {
    this.checkBaseUrl(change.apiBaseUrl);
    return this.database.transaction(async () => {
      const before = found(await this.repository.get(id), 'WhatsApp account');
      const { apiKey, webhookSecret } = this.secretsOf(before);
      const after = await this.repository.update(id, {
        ...(change.name === undefined ? {} : { name: change.name }),
        ...(change.isActive === undefined ? {} : { isActive: change.isActive }),
        ...(change.apiBaseUrl === undefined ? {} : { config: JSON.stringify({ apiBaseUrl: change.apiBaseUrl }) }),
        credentials: this.cipher.seal({
          apiKey: change.apiKey ?? apiKey,
          webhookSecret: change.webhookSecret ?? webhookSecret,
        } satisfies Credentials),
      });
      await this.changed(actor, id);
      return this.toAccount(found(after, 'WhatsApp account'), await this.repository.notices(id));
    });
  }

  /**
   * The account that a webhook address names, be it switched off; without a slug, the one called `default` or else the
   * oldest, of those that are switched on if there are any.
   */
  async byWebhook(provider: ChatProvider, slug: string | null): Promise<OpenChatAccount | undefined> {
    const all = (await this.open()).filter((account) => account.provider === provider);
    if (slug !== null) return all.find((account) => account.slug === slug);
    const active = all.filter(({ isActive }) => isActive);
    const among = active.length > 0 ? active : all;
    return among.find((account) => account.slug === 'default') ?? among[0];
  }

  async activeIds(): Promise<string[]> {
    return (await this.open()).filter(({ isActive }) => isActive).map(({ id }) => id);
  }

  async byId(id: string): Promise<OpenChatAccount | undefined> {
    return (await this.open()).find((account) => account.id === id);
  }

  /** Notes that the provider and the portal understood each other, not more often than an administrator looks. */
  async succeeded(id: string): Promise<void> {
    const now = Date.now();
    if (now - (this.successNoted.get(id) ?? 0) < SUCCESS_NOTED_EVERY_MILLISECONDS) return;
    this.successNoted.set(id, now);
    await this.repository.update(id, { lastSuccessAt: new Date(now), health: 'healthy', healthDetail: null });
  }

  async refused(id: string, reason: string): Promise<void> {
    this.successNoted.delete(id);
    await this.repository.update(id, { health: 'auth_failed', healthDetail: reason });
  }

  private open(): Promise<OpenChatAccount[]> {
    if (this.cached && this.cached.until > Date.now()) return this.cached.accounts;
    const accounts = this.repository.all().then((rows) => rows.flatMap((row) => this.openAccount(row)));
    this.cached = { until: Date.now() + CACHE_MILLISECONDS, accounts };
    accounts.catch(() => (this.cached = null));
    return accounts;
  }

  private openAccount(row: ChatAccountRow): OpenChatAccount[] {
    const provider = this.providers.find(row.provider);
    if (!provider) return [];
    const { id, slug, isActive } = row;
    return [{ id, slug, isActive, provider, apiBaseUrl: baseUrlOf(row, provider), ...this.secretsOf(row) }];
  }

  private secretsOf(row: ChatAccountRow): Credentials {
    return row.credentials ? (this.cipher.open(row.credentials) as Credentials) : { apiKey: '', webhookSecret: '' };
  }

  private checkBaseUrl(address: string | undefined): void {
    if (address !== undefined && !this.http.mayCall(address)) {
      throw badField('body.apiBaseUrl', 'must be an http(s) address on the public internet');
    }
  }

  private async changed(actor: Actor, accountId: string): Promise<void> {
    this.database.afterCommit(() => {
      this.cached = null;
    });
    await this.events.append({ type: 'channel_account.changed', payload: { accountId }, agentId: actor.agentId });
  }

  private toAccount(row: ChatAccountRow, notices: NoticeRow[] = []): WhatsappAccount {
    const provider = found(this.providers.find(row.provider), 'provider');
    return {
      id: row.id,
      provider: provider.name,
      slug: row.slug,
      name: row.name,
      address: row.address,
      isActive: row.isActive,
      webhookPath: provider.webhookPath(row.slug),
      apiBaseUrl: baseUrlOf(row, provider),
      health: row.health as WhatsappAccount['health'],
      healthDetail: row.healthDetail,
      notices: notices.map(({ kind, severity, message, occurredAt }) => ({
        kind,
        severity: severity as 'info',
        message,
        occurredAt: occurredAt.toISOString(),
      })),
      lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
      createdAt: row.createdAt.toISOString(),
    };
  }
}

function baseUrlOf(row: ChatAccountRow, provider: ChatProvider): string {
  const { apiBaseUrl } = (row.config ?? {}) as { apiBaseUrl?: string };
  return apiBaseUrl ?? provider.defaultApiBaseUrl;
}
