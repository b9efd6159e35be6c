import { Injectable } from '@nestjs/common';
import { priorities, type Priority } from '@switchboard/contracts';
import type { Updateable } from 'kysely';
import type { Conversations } from '../../kernel/database/db.generated.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AnswersRepository } from './answers.repository.ts';
import type { ConversationRow } from './conversation-row.ts';
import { authorOf, ConversationsRepository } from './conversations.repository.ts';
import { JoinsRepository, type Figures } from './joins.repository.ts';
import { previewOf } from './preview.ts';

/** What of a conversation's row names whose it is and what it is about. */
export type Head = Pick<ConversationRow, 'customerId' | 'customerName' | 'subject'>;

/** Where a message belongs, as its channel found it. */
export interface Place {
  conversationId: string;
  /** Further conversations that it shows to be the same one. */
  others: string[];
  /** All of them, and null for the message itself, the one first that begins earliest. */
  bySeniorHead: (string | null)[];
}

const progress = ['solved', 'on_hold', 'pending', 'open'];

/** Makes one conversation of several, when a message that comes late shows that they are one. */
@Injectable()
export class JoinsService {
  constructor(
    private readonly repository: JoinsRepository,
    private readonly conversations: ConversationsRepository,
    private readonly answers: AnswersRepository,
    private readonly events: EventLog,
  ) {}

  /** By the ids asked for, the conversations they lead to, locked. */
  async lockHomes(ids: string[]): Promise<Map<string, string>> {
    const rows = await this.repository.lock(ids);
    return new Map([...rows].map(([id, row]) => [id, row.id]));
  }

  /**
   * The conversation of a place, locked, the others joined to it; null when it is closed. Closed ones stay closed, and
   * what an agent took apart stays apart.
   *
   * @param own what the message itself would name the conversation by
   */
  async settle({ conversationId, others, bySeniorHead }: Place, own: Head): Promise<ConversationRow | null> {
    const rows = await this.repository.lock([conversationId, ...others]);
    const open = [...new Set(rows.values())].filter(({ status }) => status !== 'closed');
    const nearest = rows.get(conversationId);
    const target = nearest && nearest.status !== 'closed' ? nearest : open[0];
    if (!target) return null;
    const whole = open.filter(({ splitOf }) => splitOf === null);
    const survivor = target.splitOf === null ? oldest(whole) : target;
    const gone = whole.filter((row) => row !== survivor);
    // One that stays apart begins nothing here.
    const first = bySeniorHead.find((id) => id === null || [survivor, ...gone].includes(rows.get(id)!));
    const head = (first ? rows.get(first) : null) ?? own;
    return gone.length > 0 ? this.join(survivor, gone, head) : this.renamed(survivor, head);
  }

  /**
   * What the row shows, from its messages. `unread` is the caller's to know; since when the customer waits comes with
   * {@link AnswersRepository.recount}, once the row has its status.
   */
  async recount(id: string, unreadCount: number, isDone: boolean): Promise<Updateable<Conversations>> {
    return shown(await this.repository.figures(id), unreadCount, isDone);
  }

  private async join(survivor: ConversationRow, gone: ConversationRow[], head: Head): Promise<ConversationRow> {
    await this.repository.lockCustomers([survivor, ...gone, head].map(({ customerId }) => customerId));
    for (const row of gone) {
      await this.repository.moveAll(row.id, survivor.id);
      await this.repository.replace(row, survivor.id);
    }
    const all = [survivor, ...gone];
    const status = best(all, ({ status: each }) => progress.indexOf(each)).status;
    const isDone = status === 'solved';
    const unread = all.reduce((sum, row) => sum + row.unreadCount, 0);
    const figures = await this.recount(survivor.id, unread, isDone);
    await this.rename(survivor, head);
    await this.conversations.update(survivor.id, {
      ...figures,
      customerId: head.customerId,
      customerName: head.customerName,
      subject: head.subject,
      status,
      priority: best(all, (row) => -priorities.indexOf(row.priority as Priority)).priority,
      teamId: all.find(({ teamId }) => teamId !== null)?.teamId ?? null,
      assigneeId: all.find(({ assigneeId }) => assigneeId !== null)?.assigneeId ?? null,
      labels: [...new Set(all.flatMap(({ labels }) => labels))],
      ...(isDone ? {} : { solvedAt: null }),
      // One of them was awake.
      ...(all.some(({ snoozedUntil }) => snoozedUntil === null) ? { snoozedUntil: null } : {}),
    });
    const after = (await this.answers.recount([survivor.id]))[0]!;
    await this.events.append(
      ...gone.map((row) => ({
        type: 'conversation.joined' as const,
        payload: { joined: row.id, number: Number(row.number) },
        conversationId: after.id,
        customerId: after.customerId,
        teams: [row.teamId, survivor.teamId, after.teamId],
        agents: [row.assigneeId, survivor.assigneeId, after.assigneeId],
      })),
    );
    return after;
  }

  private async renamed(row: ConversationRow, head: Head): Promise<ConversationRow> {
    if (row.customerId === head.customerId && row.subject === head.subject) return row;
    await this.repository.lockCustomers([row.customerId, head.customerId]);
    await this.rename(row, head);
    const { customerId, customerName, subject } = head;
    return this.conversations.update(row.id, { customerId, customerName, subject });
  }

  private async rename(row: ConversationRow, head: Head): Promise<void> {
    if (row.customerId === head.customerId) return;
    await this.repository.countConversations(row.customerId, -1);
    await this.repository.countConversations(head.customerId, 1);
  }
}

function shown(figures: Figures, unreadCount: number, isDone: boolean): Updateable<Conversations> {
  const { newest, lastMessageAt, ...counts } = figures;
  return {
    ...counts,
    ...(lastMessageAt ? { lastMessageAt } : {}),
    ...(newest ? { preview: previewOf(newest.text, newest.contentType), ...authorOf(newest) } : {}),
    unreadCount: isDone ? 0 : unreadCount,
  };
}

function oldest<T extends ConversationRow>(rows: T[]): T {
  return rows.reduce((first, row) => (Number(row.number) < Number(first.number) ? row : first));
}

function best<T>(rows: T[], rank: (row: T) => number): T {
  return rows.reduce((top, row) => (rank(row) > rank(top) ? row : top));
}
