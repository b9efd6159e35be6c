import { Injectable } from '@nestjs/common';
import { JobQueue } from '../../kernel/jobs/job-queue.ts';
import type { LedgerEvent, Outcome } from '../ingest/ingest.service.ts';
import { ChatAccountsRepository } from './chat-accounts.repository.ts';
import type { NormalizedEvent } from './chat-provider.ts';
import { WhatsappTemplatesRepository } from './whatsapp-templates.repository.ts';

export type News = Extract<NormalizedEvent, { kind: 'account' | 'template_status' | 'template_performance' }>;

const late: Outcome = { status: 'processed', reason: 'Something newer was known already.' };

/** Keeps what a provider says about accounts and templates, for administrators to see. */
@Injectable()
export class ChatNewsService {
  constructor(
    private readonly accounts: ChatAccountsRepository,
    private readonly templates: WhatsappTemplatesRepository,
    private readonly jobs: JobQueue,
  ) {}

  async apply(accountId: string, event: LedgerEvent, news: News): Promise<Outcome> {
    const at = news.at && news.at < event.receivedAt ? news.at : event.receivedAt;
    const isNew = await this.keep(accountId, event.id, news, at);
    return isNew ? { status: 'processed' } : late;
  }

  private async keep(accountId: string, ledgerId: number, news: News, at: Date): Promise<boolean> {
    switch (news.kind) {
      case 'account':
        return this.accounts.note({
          accountId,
          kind: news.matter,
          severity: news.severity,
          message: news.message,
          details: JSON.stringify(news.details),
          inboundEventId: String(ledgerId),
          occurredAt: at,
        });
      case 'template_performance':
        return this.templates.setPerformance(accountId, news.template, news.metrics, at);
      case 'template_status': {
        const { status, reason } = news;
        const isNew = await this.templates.setStatus(accountId, news.template, { status, reason, at });
        // What was just approved may be a template of which nothing but the name is known.
        if (isNew && status === 'approved') {
          await this.jobs.enqueue('chat.sync-templates', { accountId }, { singletonKey: accountId });
        }
        return isNew;
      }
    }
  }
}
