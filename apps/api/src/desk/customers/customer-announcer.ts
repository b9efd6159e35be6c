import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { DomainEventType } from '@switchboard/contracts';
import type { SequencedEvent } from '../../kernel/events/sequenced-event.ts';
import { rooms, type Announcement, type Presenter } from '../../kernel/realtime/presenter.ts';
import { RealtimeGateway } from '../../kernel/realtime/realtime.gateway.ts';

const changes = new Set<DomainEventType>([
  'customer.updated',
  'customer.consent_changed',
  'customer.unsubscribed',
  'customer.resubscribed',
]);

/** Says on the sockets that something about a customer changed, not what: who shows them asks. */
@Injectable()
export class CustomerAnnouncer implements Presenter, OnModuleInit {
  constructor(private readonly gateway: RealtimeGateway) {}

  onModuleInit(): void {
    this.gateway.presentedBy(this);
  }

  async present(events: SequencedEvent[]): Promise<Announcement[]> {
    return events.flatMap(({ type, position, customerId }) =>
      customerId !== null && changes.has(type)
        ? [
            {
              event: 'customer' as const,
              payload: { position, cause: type, customerId },
              position,
              channel: null,
              rooms: [rooms.customers],
              except: [],
            },
          ]
        : [],
    );
  }
}
