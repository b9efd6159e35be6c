import type { DeliveryState } from '@switchboard/contracts';
import { mayAdvance } from './delivery-state.ts';

const outbound: DeliveryState[] = ['queued', 'sending', 'unknown', 'sent', 'delivered', 'read', 'failed'];

function settle(states: DeliveryState[]): DeliveryState {
  return states.reduce((now, next) => (mayAdvance(now, next) ? next : now), 'queued' as DeliveryState);
}

function permutations<T>(items: T[]): T[][] {
  if (items.length <= 1) return [items];
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]));
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
    ['failed', 'sent', false],
    ['failed', 'delivered', true],
    ['failed', 'read', true],
    ['failed', 'queued', false],
    ['received', 'read', false],
  ] as [DeliveryState, DeliveryState, boolean][])('%s → %s: %s', (from, to, allowed) => {
    expect(mayAdvance(from, to)).toBe(allowed);
  });

  it.each([
    [['sent', 'delivered', 'read'], 'read'],
    [['sent', 'failed'], 'failed'],
    [['sent', 'delivered', 'failed'], 'delivered'],
    [['sent', 'delivered', 'read', 'failed'], 'read'],
  ] as [DeliveryState[], DeliveryState][])('%j ends the same in any order', (statuses, end) => {
    for (const order of permutations(statuses)) expect(settle(order)).toBe(end);
  });

  it('never stays in one place', () => {
    for (const state of outbound) expect(mayAdvance(state, state)).toBe(false);
  });
});
