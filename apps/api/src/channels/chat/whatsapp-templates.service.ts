import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import type {
  Input,
  Output,
  TemplateButton,
  TemplatePreview,
  TemplateValues,
  WhatsappTemplate,
  whatsappTemplates,
} from '@switchboard/contracts';
import { AppError, found } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import { ChatAccountsService } from './chat-accounts.service.ts';
import { ProviderRefusal } from './chat-provider.ts';
import { fillTemplate } from './template-text.ts';
import { type TemplateRow, WhatsappTemplatesRepository } from './whatsapp-templates.repository.ts';

/** A template that nobody called refused may be tried: the provider has the last word. */
const sendable = ['approved', 'unknown'] as const;

/** Message templates: what the provider lists, what is reported about them, what they say. */
@Injectable()
export class WhatsappTemplatesService implements OnModuleInit {
  private readonly logger = new Logger('WhatsappTemplates');

  constructor(
    private readonly repository: WhatsappTemplatesRepository,
    private readonly accounts: ChatAccountsService,
    private readonly jobs: JobQueue,
  ) {}

  onModuleInit(): void {
    this.jobs.handle('chat.sync-templates', ({ payload, signal }) => this.syncLater(payload.accountId, signal));
  }

  async page(
    accountId: string,
    { search, status, cursor, limit }: Input<typeof whatsappTemplates.list>['query'],
  ): Promise<Output<typeof whatsappTemplates.list>> {
    found(await this.accounts.byId(accountId), 'WhatsApp account');
    const after = cursor ? (readCursor(cursor) as [string, string]) : null;
    const statuses = status === 'sendable' ? sendable : status && [status];
    const rows = await this.repository.page(accountId, { search, statuses }, after, limit + 1);
    const items = rows.slice(0, limit).map(toTemplate);
    const last = items.at(-1);
    return { items, nextCursor: rows.length > limit && last ? writeCursor([last.name, last.language]) : null };
  }

  async register(accountId: string, text: Input<typeof whatsappTemplates.register>['body']): Promise<WhatsappTemplate> {
    found(await this.accounts.byId(accountId), 'WhatsApp account');
    return toTemplate(await this.repository.register(accountId, text));
  }

  /** @throws AppError `provider_failed` with the provider's words */
  async sync(accountId: string): Promise<{ templates: number }> {
    try {
      return { templates: await this.fetch(accountId, AbortSignal.timeout(60_000)) };
    } catch (error) {
      if (error instanceof ProviderRefusal) throw new AppError('provider_failed', error.message);
      throw error;
    }
  }

  async preview(id: string, values: TemplateValues): Promise<TemplatePreview> {
    return fillTemplate(textOf(await this.get(id)), values);
  }

  async get(id: string): Promise<WhatsappTemplate> {
    return toTemplate(found(await this.repository.get(id), 'template'));
  }

  private async fetch(accountId: string, signal: AbortSignal): Promise<number> {
    const account = found(await this.accounts.byId(accountId), 'WhatsApp account');
    const at = new Date();
    const listed = await account.provider.templates(account, signal);
    for (const template of listed) await this.repository.listed(accountId, template, at);
    return listed.length;
  }

  private async syncLater(accountId: string | undefined, signal: AbortSignal): Promise<void> {
    const ids = accountId ? [accountId] : await this.accounts.activeIds();
    for (const id of ids) {
      try {
        await this.fetch(id, signal);
      } catch (error) {
        // One account that is refused must not keep the others from being fetched.
        if (!(error instanceof ProviderRefusal)) throw error;
        this.logger.warn({ account: id, reason: error.message }, 'Templates could not be fetched');
      }
    }
  }
}

export function isSendable({ status }: WhatsappTemplate): boolean {
  return (sendable as readonly string[]).includes(status);
}

/** @throws AppError `unprocessable` for a template of which only the name is known */
export function textOf(template: WhatsappTemplate): WhatsappTemplate & { body: string } {
  const { body } = template;
  if (body === null) {
    throw new AppError(
      'unprocessable',
      'What this template says is not known yet. Fetch the templates, or write it down.',
    );
  }
  return { ...template, body };
}

function toTemplate(row: TemplateRow): WhatsappTemplate {
  return {
    ...row,
    headerFormat: row.headerFormat as WhatsappTemplate['headerFormat'],
    buttons: row.buttons as TemplateButton[],
    status: row.status as WhatsappTemplate['status'],
    statusAt: row.statusAt?.toISOString() ?? null,
    performance: row.performance as WhatsappTemplate['performance'],
    performanceAt: row.performanceAt?.toISOString() ?? null,
    syncedAt: row.syncedAt?.toISOString() ?? null,
  };
}
