import { Injectable } from '@nestjs/common';
import type { DomainEvents, DomainEventType } from '@switchboard/contracts';
import { Database } from '../database/database.ts';
import { insertRows } from '../database/insert-rows.ts';
import { EventSignal } from './event-signal.ts';

interface About {
  conversationId?: string | null;
  customerId?: string | null;
  /** Absent for what the portal does by itself. */
  agentId?: string | null;
  byCustomer?: boolean;
  /** Teams (null: that it was of none) and agents the row concerned before and after: they hear of it. */
  teams?: (string | null)[];
  agents?: (string | null)[];
  occurredAt?: Date;
}

/** An event to append: its type and payload, and whom it is about. */
export type NewEvent = { [T in DomainEventType]: About & { type: T; payload: DomainEvents[T] } }[DomainEventType];

/** Appends to the event log, in the transaction of the change it tells of. */
@Injectable()
export class EventLog {
  constructor(
    private readonly database: Database,
    private readonly signal: EventSignal,
  ) {}

  async append(...events: NewEvent[]): Promise<void> {
    if (events.length === 0) return;
    const now = new Date();
    const inserted = insertRows(
      this.database.tables<'events'>(),
      'events',
      events.map((event) => ({
        type: event.type,
        payload: event.payload,
        conversationId: event.conversationId ?? null,
        customerId: event.customerId ?? null,
        actorType: event.agentId ? 'agent' : event.byCustomer ? 'customer' : 'system',
        actorId: event.agentId ?? null,
        teams: [...new Set(event.teams ?? [])],
        agents: [...new Set((event.agents ?? []).filter((agent) => agent !== null))],
        occurredAt: event.occurredAt ?? now,
      })),
    );
    await this.database.later(inserted);
    this.database.afterCommit(() => this.signal.appended());
  }
}
