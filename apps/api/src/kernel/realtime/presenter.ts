import type { Channel, ServerEvent, ServerPayload } from '@switchboard/contracts';
import type { SequencedEvent } from '../events/sequenced-event.ts';

/** What sockets are told about an event, and in which rooms. */
export type Announcement = {
  [E in ServerEvent]: {
    event: E;
    payload: ServerPayload<E>;
    position: number;
    /** Decides between the namespaces `/emails` and `/chats`; `/inbox` carries all, and all carry what is of no channel. */
    channel: Channel | null;
    rooms: string[];
    except: string[];
  };
}[ServerEvent];

/** Turns events of the log into announcements; implemented by the parts of the product that know the rows. */
export interface Presenter {
  present(events: SequencedEvent[]): Promise<Announcement[]>;
}

/** Rooms by row scope; who joins which is decided by the actor's scope for `conversations:read`, or their right. */
export const rooms = {
  all: 'scope:all',
  team: (teamId: string | null) => `team:${teamId ?? 'none'}`,
  customers: 'customers',
  agent: (agentId: string) => `agent:${agentId}`,
} as const;
