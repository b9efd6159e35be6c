import type { DeliveryState } from '@switchboard/contracts';
import { mayAdvance } from './delivery-state.ts';

const outbound: DeliveryState[] = ['queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed'];

function settle(states: DeliveryState[]): DeliveryState {
  return states.reduce((now, next) => (mayAdvance(now, next) ? next : now), 'queued' as DeliveryState);
}

describe('mayAdvance', () => {
  it.each([
    ['queued', 'sending', true],
    ['sending', 'sent', true],
    ['unknown', 'sent', true],
    ['sent', 'delivered', true],
    ['delivered', 'read', true],
    ['read', 'delivered', false],
    ['delivered', 'sent', false],
    ['sent', 'failed', true],
    ['delivered', 'failed', false],
    ['read', 'failed', false],
    ['failed', 'sent', true],
    ['failed', 'read', true],
    ['failed', 'queued', false],
    ['received', 'read', false],
  ] as [DeliveryState, DeliveryState, boolean][])('%s → %s: %s', (from, to, allowed) => {
    expect(mayAdvance(from, to)).toBe(allowed);
  });

  it('ends at read whatever the order in which the statuses come', () => {
    const statuses: DeliveryState[] = ['sent', 'delivered', 'read'];
    const orders = statuses.flatMap((a) =>
      statuses.filter((b) => b !== a).map((b) => [a, b, statuses.find((c) => c !== a && c !== b)!]),
    );
    for (const order of orders) expect(settle(order)).toBe('read');
  });

  it('never stays in one place', () => {
    for (const state of outbound) expect(mayAdvance(state, state)).toBe(false);
  });
});
