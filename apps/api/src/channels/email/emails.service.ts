import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { emails, EmailSummary, Input, Message, Output } from '@switchboard/contracts';
import { ConversationsService } from '../../desk/conversations/conversations.service.ts';
import { MessagesService } from '../../desk/conversations/messages.service.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { badField, found } from '../../kernel/http/app-error.ts';
import { readCursor, writeCursor } from '../../kernel/http/cursor.ts';
import { FileStorage } from '../../kernel/storage/file-storage.ts';
import { IngestService } from '../ingest/ingest.service.ts';
import { EmailsRepository } from './emails.repository.ts';

const PREVIEW_LENGTH = 160;

export interface OriginalMail {
  content: Buffer | Readable;
  /** Bytes. */
  size: number;
  filename: string;
}

/** Mails as a list of their own, beside the conversations they are in. */
@Injectable()
export class EmailsService {
  constructor(
    private readonly repository: EmailsRepository,
    private readonly conversations: ConversationsService,
    private readonly messages: MessagesService,
    private readonly ingest: IngestService,
    private readonly storage: FileStorage,
  ) {}

  async page(actor: Actor, query: Input<typeof emails.list>['query']): Promise<Output<typeof emails.list>> {
    const { cursor, limit, ...filter } = query;
    const scope = actor.require('conversations:read');
    const rows = await this.repository.page(actor, scope, filter, cursor ? keyOf(cursor) : null, limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return { items: shown.map(toSummary), nextCursor: last ? writeCursor([last.sortKey, last.id]) : null };
  }

  /** @throws AppError `not_found`, also for what the actor may not see. */
  async get(actor: Actor, id: string): Promise<Message> {
    const conversationId = found(await this.repository.conversationOf(id), 'mail');
    await this.conversations.get(actor, conversationId);
    return found((await this.messages.many([id])).get(id), 'mail');
  }

  /** @throws AppError `not_found`, also for what the actor may not see and for what never came in. */
  async original(actor: Actor, id: string): Promise<OriginalMail> {
    const { conversationId, inboundEventId, subject } = found(await this.repository.original(id), 'mail');
    await this.conversations.get(actor, conversationId);
    const raw = inboundEventId === null ? null : await this.ingest.raw(Number(inboundEventId));
    const { body, bodyKey, bodySize } = found(raw, 'original of this mail');
    const content = body ?? (await this.storage.read(found(bodyKey, 'original of this mail')));
    return { content, size: bodySize, filename: `${fileNameOf(subject)}.eml` };
  }
}

type Row = Awaited<ReturnType<EmailsRepository['page']>>[number];

function toSummary(row: Row): EmailSummary {
  return {
    id: row.id,
    conversationId: row.conversationId,
    supportEmailId: row.accountId,
    direction: row.direction as EmailSummary['direction'],
    subject: row.subject,
    from: row.fromAddress ? { address: row.fromAddress, name: row.fromName } : null,
    to: row.toAddresses as unknown as EmailSummary['to'],
    preview: [...row.beginning.replaceAll(/\s+/g, ' ').trim()].slice(0, PREVIEW_LENGTH).join(''),
    summary: row.summary,
    suggestedTeam: row.suggestedTeam,
    hasAttachments: row.hasAttachments,
    occurredAt: row.occurredAt.toISOString(),
  };
}

/** What of a subject can stand in the name of a file. */
function fileNameOf(subject: string | null): string {
  const name = (subject ?? '')
    .replaceAll(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return [...name].slice(0, 80).join('').trim() || 'mail';
}

function keyOf(cursor: string): [string, string] {
  const [at, id] = readCursor(cursor);
  if (id === undefined || Number.isNaN(Date.parse(at))) throw badField('query.cursor', 'is not a cursor of this list');
  return [at, id];
}
