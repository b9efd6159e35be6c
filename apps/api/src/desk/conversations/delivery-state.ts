import type { DeliveryState } from '@switchboard/contracts';

const rank: Record<DeliveryState, number> = {
  received: 0,
  queued: 1,
  sending: 2,
  unknown: 3,
  failed: 4,
  sent: 5,
  delivered: 6,
  read: 7,
};

/**
 * Whether a delivery may go from one state to another. It only moves forward: `failed` never overwrites what was
 * sent on to the customer's phone (delivered, read), while a later success replaces `failed`, since providers report
 * in any order. A provider may refuse what it had accepted: sent → failed.
 */
export function mayAdvance(from: DeliveryState, to: DeliveryState): boolean {
  if (from === 'received' || to === 'received') return false;
  if (to === 'failed') return rank[from] < rank.failed || from === 'sent';
  return rank[to] > rank[from];
}
