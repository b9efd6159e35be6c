import type { DeliveryState } from '@switchboard/contracts';
import { tickLabel, tickOf } from './delivery.ts';
import { messageLike } from './examples.ts';

const outbound = (state: DeliveryState) =>
  messageLike({ direction: 'outbound', delivery: { ...messageLike().delivery, state } });

describe('tickOf', () => {
  it.each([
    ['queued', 'clock'],
    ['sending', 'clock'],
    ['sent', 'sent'],
    ['delivered', 'delivered'],
    ['read', 'read'],
    ['failed', 'failed'],
    ['unknown', 'unknown'],
  ] as const)('shows %s as %s', (state, tick) => {
    expect(tickOf(outbound(state))).toBe(tick);
  });

  it('never says delivered before it was', () => {
    for (const state of ['queued', 'sending', 'unknown', 'sent', 'failed'] as const) {
      expect(['delivered', 'read']).not.toContain(tickOf(outbound(state)));
    }
  });

  it('gives inbound messages and notes no tick', () => {
    expect(tickOf(messageLike())).toBeNull();
    expect(tickOf({ ...outbound('received'), kind: 'note' })).toBeNull();
  });

  it('puts a failure into words', () => {
    expect(tickLabel('failed')).toBe('Not sent');
  });
});
