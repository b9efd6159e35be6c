import type { DomainEvents, DomainEventType } from '@switchboard/contracts';

/** A row of the event log that has its place. */
export type SequencedEvent = {
  [T in DomainEventType]: {
    position: number;
    type: T;
    payload: DomainEvents[T];
    conversationId: string | null;
    customerId: string | null;
    actorId: string | null;
    /** Null: of none, so that everybody could see it. */
    teams: (string | null)[];
    agents: string[];
    occurredAt: Date;
  };
}[DomainEventType];

export interface EventRow {
  position: string;
  type: DomainEventType;
  payload: never;
  conversation_id: string | null;
  customer_id: string | null;
  actor_id: string | null;
  teams: (string | null)[];
  agents: string[];
  occurred_at: Date;
}

export function parseEventRow(row: EventRow): SequencedEvent {
  // TypeScript compares a type of many kinds with a union of at most 25.
  return {
    position: Number(row.position),
    type: row.type,
    payload: row.payload,
    conversationId: row.conversation_id,
    customerId: row.customer_id,
    actorId: row.actor_id,
    teams: row.teams,
    agents: row.agents,
    occurredAt: row.occurred_at,
  } as SequencedEvent;
}
