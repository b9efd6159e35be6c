import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DomainEventType, Message } from '@switchboard/contracts';
import type { SequencedEvent } from '../../kernel/events/sequenced-event.ts';
import { rooms, type Announcement, type Presenter } from '../../kernel/realtime/presenter.ts';
import { RealtimeGateway } from '../../kernel/realtime/realtime.gateway.ts';
import { toConversation, type ConversationRow } from './conversation-row.ts';
import { ConversationsRepository } from './conversations.repository.ts';
import { MessagesService } from './messages.service.ts';

const aboutMessage = new Set<DomainEventType>([
  'message.received',
  'message.queued',
  'message.scheduled',
  'message.held',
  'message.sent_elsewhere',
  'message.sent_by_machine',
  'message.updated',
  'message.delivery_changed',
  'note.written',
  'triage.completed',
  'attachment.stored',
  'attachment.scanned',
]);

/**
 * Says on the sockets what happened to conversations. Rows are read when it is said, so a burst about one
 * conversation costs two queries and everybody sees its newest state.
 */
@Injectable()
export class ConversationAnnouncer implements Presenter, OnModuleInit {
  constructor(
    private readonly gateway: RealtimeGateway,
    private readonly repository: ConversationsRepository,
    private readonly messages: MessagesService,
  ) {}

  onModuleInit(): void {
    this.gateway.presentedBy(this);
  }

  async present(events: SequencedEvent[]): Promise<Announcement[]> {
    const about = events.filter((event) => event.conversationId !== null);
    if (about.length === 0) return [];
    const ids = [...new Set(about.map((event) => event.conversationId!))];
    const [rows, messages] = await Promise.all([
      this.repository.many(ids),
      this.messages.many(about.map(messageIdOf).filter((id) => id !== null)),
    ]);
    const byId = new Map(rows.map((row) => [row.id, row]));
    // A message whose conversation was joined to another since is told of where it is now.
    const homes = [...messages.values()].map(({ conversationId }) => conversationId).filter((id) => !byId.has(id));
    for (const row of await this.repository.many([...new Set(homes)])) byId.set(row.id, row);
    const announcements = about.flatMap((event) => {
      const home = messages.get(messageIdOf(event) ?? '')?.conversationId;
      const row = byId.get(event.conversationId!) ?? byId.get(home ?? '');
      return row ? announce(event, row, messages) : [];
    });
    const byConversation = Map.groupBy(about, ({ conversationId }) => conversationId);
    return [...announcements, ...rows.flatMap((row) => departure(row, byConversation.get(row.id) ?? []))];
  }
}

/**
 * Those who could see a conversation when something happened to it, and cannot see it now, are told that it left. Now may
 * be later than the last of these events: who is not told of them must not keep what was before them, should the
 * conversation come back in the meantime.
 */
function departure(row: ConversationRow, events: SequencedEvent[]): Announcement[] {
  const last = events.at(-1);
  const teams = new Set(events.flatMap((event) => event.teams));
  const agents = new Set(events.flatMap((event) => event.agents));
  teams.delete(row.teamId);
  agents.delete(row.assigneeId ?? '');
  if (!last || teams.size + agents.size === 0) return [];
  const { position } = last;
  return [
    {
      event: 'left',
      payload: { position, conversationId: row.id },
      position,
      channel: toConversation(row).channel,
      rooms: [...[...teams].map(rooms.team), ...[...agents].map(rooms.agent)],
      except: seeing(row),
    },
  ];
}

const seeing = ({ teamId, assigneeId }: ConversationRow): string[] => [
  rooms.all,
  rooms.team(teamId),
  ...(assigneeId ? [rooms.agent(assigneeId)] : []),
];

function announce(event: SequencedEvent, row: ConversationRow, messages: Map<string, Message>): Announcement[] {
  const { position } = event;
  const common = { position, channel: toConversation(row).channel };
  const conversation = toConversation(row);
  const message = messages.get(messageIdOf(event) ?? '');
  const cause = event.type;
  const announcements: Announcement[] = [
    event.type === 'message.taken_back'
      ? {
          ...common,
          event: 'retracted',
          payload: { position, cause, messageId: event.payload.messageId, conversation },
          rooms: seeing(row),
          except: [],
        }
      : message
        ? {
            ...common,
            event: 'message',
            payload: { position, cause, message, conversation },
            rooms: seeing(row),
            except: [],
          }
        : {
            ...common,
            event: 'conversation',
            payload: { position, cause, conversation },
            rooms: seeing(row),
            except: [],
          },
  ];
  if (event.type === 'conversation.joined') {
    const saw = [...event.teams.map(rooms.team), ...event.agents.map(rooms.agent)];
    const payload = { position, conversationId: event.payload.joined, joinedTo: row.id };
    announcements.push({ ...common, event: 'left', payload, rooms: [...seeing(row), ...saw], except: [] });
  }
  return announcements;
}

function messageIdOf(event: SequencedEvent): string | null {
  return aboutMessage.has(event.type) && 'messageId' in event.payload ? (event.payload.messageId ?? null) : null;
}
