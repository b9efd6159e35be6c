import { Injectable } from '@nestjs/common';
import type { Invitation, Mailbox, Message } from '@switchboard/contracts';
import { AttachmentsService } from '../attachments/attachments.service.ts';
import { iso } from './conversation-row.ts';
import { MessagesRepository, type MessageRow } from './messages.repository.ts';

/** What rows written before these were known do not have. */
const shownSince = { origin: null, workflow: null };

/** Messages as agents see them. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly repository: MessagesRepository,
    private readonly attachments: AttachmentsService,
  ) {}

  async many(ids: string[]): Promise<Map<string, Message>> {
    const messages = this.present(await this.repository.many([...new Set(ids)]));
    return new Map(messages.map((message) => [message.id, message]));
  }

  async page(
    conversationId: string,
    cursor: [string, string] | null,
    limit: number,
  ): Promise<{ items: Message[]; next: [string, string] | null }> {
    const rows = await this.repository.page(conversationId, cursor, limit + 1);
    const shown = rows.slice(0, limit);
    const last = rows.length > limit ? shown.at(-1)! : null;
    return { items: this.present(shown), next: last ? [last.sortKey, last.id] : null };
  }

  private present(rows: MessageRow[]): Message[] {
    return rows.map((row) => {
      const attachments = (row.attachments ?? []).map((file) => this.attachments.toAttachment(file));
      return {
        id: row.id,
        conversationId: row.conversationId,
        channel: row.channel as Message['channel'],
        kind: row.kind as Message['kind'],
        direction: row.direction as Message['direction'],
        author: { type: row.authorType as Message['author']['type'], agentId: row.authorAgentId, name: row.authorName },
        text: row.bodyText,
        contentType: row.contentType,
        delivery: {
          state: row.delivery as Message['delivery']['state'],
          error: row.deliveryError,
          sentAt: iso(row.sentAt),
          deliveredAt: iso(row.deliveredAt),
          readAt: iso(row.readAt),
          sendAt: row.delivery === 'queued' ? iso(row.sendAt) : null,
          attempts: row.attempts,
        },
        schedule: row.scheduledAt
          ? {
              scheduledAt: row.scheduledAt.toISOString(),
              by: { agentId: row.scheduledBy, name: row.schedulerName ?? '' },
              heldAt: iso(row.heldAt),
            }
          : null,
        clientKey: row.clientKey,
        occurredAt: row.occurredAt.toISOString(),
        attachments,
        email: row.mailOf ? mailOf(row, attachments) : null,
        chat: row.shown ? { ...shownSince, ...(row.shown as NonNullable<Message['chat']>) } : null,
        triage: row.triageOf
          ? {
              summary: row.summary!,
              suggestedTeam: row.suggestedTeam!,
              intent: row.intent!,
              confidence: row.confidence!,
              model: row.model!,
            }
          : null,
      };
    });
  }
}

function mailOf(row: MessageRow, attachments: Message['attachments']): Message['email'] {
  return {
    messageId: row.internetMessageId,
    subject: row.subject,
    from: row.fromAddress ? { address: row.fromAddress, name: row.fromName } : null,
    to: (row.toAddresses ?? []) as unknown as Mailbox[],
    cc: (row.ccAddresses ?? []) as unknown as Mailbox[],
    bcc: (row.bccAddresses ?? []) as unknown as Mailbox[],
    html: row.html && withInlineImages(row.html, attachments),
    fullText: row.textFull,
    hasRemoteImages: row.hasRemoteImages ?? false,
    seal: (['encrypted', 'signed'] as const).find((seal) => row.notes?.includes(seal)) ?? null,
    isAutomatic: ['auto-submitted', 'bounce'].some((note) => row.notes?.includes(note)),
    isBulk: row.notes?.includes('bulk') ?? false,
    invitation: row.invitation as Invitation | null,
    threadSubject: row.threadSubject,
    hasOriginal: row.rawSize !== null,
  };
}

/** `cid:` addresses of inline parts become the signed addresses of their attachments. */
function withInlineImages(html: string, attachments: Message['attachments']): string {
  return html.replaceAll(/(["'])cid:([^"']+)\1/g, (whole, quote: string, id: string) => {
    const part = partShownAs(id, attachments);
    return part?.url ? `${quote}${part.url.replaceAll('&', '&amp;')}${quote}` : whole;
  });
}

/** Programs write a content id in other cases, and with other characters escaped, where they show it. */
function partShownAs(id: string, attachments: Message['attachments']): Message['attachments'][number] | undefined {
  const wanted = unescaped(id);
  return (
    attachments.find((file) => file.contentId === wanted) ??
    attachments.find((file) => file.contentId?.toLowerCase() === wanted.toLowerCase())
  );
}

function unescaped(id: string): string {
  const text = id.replaceAll('&amp;', '&');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
