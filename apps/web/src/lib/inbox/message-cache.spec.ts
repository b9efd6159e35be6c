import type { DeliveryState, Message } from '@switchboard/contracts';
import fc from 'fast-check';
import { messageLike } from './examples.ts';
import { placeMessage, type MessagePages } from './message-cache.ts';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString();
const message = (id: string, minute: number, given: Partial<Message> = {}) =>
  messageLike({ id, occurredAt: at(minute), ...given });
const sent = (state: DeliveryState) =>
  message('out', 5, { direction: 'outbound', delivery: { ...messageLike().delivery, state } });
const empty: MessagePages = { pages: [{ items: [], nextCursor: null }], pageParams: [null] };
const ids = (data: MessagePages) => data.pages.flatMap(({ items }) => items.map(({ id }) => id));
const stateOf = (data: MessagePages) => data.pages[0]?.items[0]?.delivery.state;

describe('placeMessage', () => {
  it('puts messages from newest to oldest, whatever the order they come in', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6], { minLength: 6 }), (minutes) => {
        const data = minutes.reduce((known, minute) => placeMessage(known, message(`m${minute}`, minute)), empty);
        expect(ids(data)).toEqual(['m6', 'm5', 'm4', 'm3', 'm2', 'm1']);
      }),
    );
  });

  it('changes nothing when a message comes again', () => {
    const once = placeMessage(placeMessage(empty, message('a', 1)), message('b', 2));
    expect(placeMessage(once, message('a', 1))).toEqual(once);
  });

  it('never takes a tick away when delivery events come late', () => {
    const states: DeliveryState[] = ['queued', 'sending', 'sent', 'delivered', 'read'];
    fc.assert(
      fc.property(fc.shuffledSubarray(states, { minLength: 5 }), (order) => {
        const data = order.reduce((known, state) => placeMessage(known, sent(state)), empty);
        expect(stateOf(data)).toBe('read');
      }),
    );
  });

  it('begins anew when a failed message is sent again', () => {
    const failed = placeMessage(placeMessage(empty, sent('sending')), sent('failed'));
    expect(stateOf(failed)).toBe('failed');
    expect(stateOf(placeMessage(failed, sent('queued')))).toBe('queued');
  });

  it('leaves what is older than the fetched pages to its own page', () => {
    const partial: MessagePages = { pages: [{ items: [message('b', 9)], nextCursor: 'more' }], pageParams: [null] };
    expect(placeMessage(partial, message('a', 1))).toBe(partial);
  });

  it('keeps the summary that came before a late copy without one', () => {
    const triage = { summary: 'Refund', suggestedTeam: 'billing', intent: 'refund', confidence: 0.9, model: 'keyless' };
    const known = placeMessage(empty, message('a', 1, { triage }));
    expect(placeMessage(known, message('a', 1)).pages[0]?.items[0]?.triage).toEqual(triage);
  });
});
