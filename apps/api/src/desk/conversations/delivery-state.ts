import type { DeliveryState } from '@switchboard/contracts';

const rank: Record<DeliveryState, number> = {
  received: 0,
  queued: 1,
  sending: 2,
  unknown: 3,
  sent: 4,
  failed: 5,
  delivered: 6,
  read: 7,
};

/**
 * Whether a delivery may go from one state to another. It only moves forward, and ends in the same state whatever the
 * order in which a provider's statuses come: a provider may fail what it had accepted, while what has reached the
 * customer's phone has not failed, whoever says so later.
 */
export function mayAdvance(from: DeliveryState, to: DeliveryState): boolean {
  if (from === 'received' || to === 'received') return false;
  return rank[to] > rank[from];
}

/** It did not reach the customer, or nobody knows whether it did. */
export function isUndelivered(state: DeliveryState): state is 'failed' | 'unknown' {
  return state === 'failed' || state === 'unknown';
}

/** States whose time is kept. */
export function isStamped(state: DeliveryState): state is 'sent' | 'delivered' | 'read' {
  return state === 'sent' || state === 'delivered' || state === 'read';
}
