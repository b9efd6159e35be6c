import type { DeliveryState, Message } from '@switchboard/contracts';

/** What stands beside a message that went out. */
export type Tick = 'clock' | 'sent' | 'delivered' | 'read' | 'failed' | 'unknown';

const rank: Record<DeliveryState, number> = {
  received: 0,
  queued: 0,
  sending: 1,
  unknown: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
};

/** Delivery only moves forward: what arrives late never takes a tick away. A retry begins anew. */
export function laterState(known: DeliveryState, incoming: DeliveryState): DeliveryState {
  if (known === 'failed' && (incoming === 'queued' || incoming === 'sending')) return incoming;
  if (known === 'sending' && incoming === 'queued') return incoming;
  return rank[incoming] >= rank[known] ? incoming : known;
}

/** Null for what has no ticks: inbound messages and notes. */
export function tickOf(message: Pick<Message, 'direction' | 'kind' | 'delivery'>): Tick | null {
  if (message.direction === 'inbound' || message.kind === 'note') return null;
  switch (message.delivery.state) {
    case 'queued':
    case 'sending':
      return 'clock';
    case 'sent':
    case 'delivered':
    case 'read':
    case 'failed':
    case 'unknown':
      return message.delivery.state;
    case 'received':
      return null;
  }
}

/** The tick in words, for a tooltip and for those who hear the page. */
export function tickLabel(tick: Tick): string {
  switch (tick) {
    case 'clock':
      return 'Waiting to be sent';
    case 'sent':
      return 'Sent';
    case 'delivered':
      return 'Delivered';
    case 'read':
      return 'Read';
    case 'failed':
      return 'Not sent';
    case 'unknown':
      return 'It is not known whether this was sent';
  }
}
