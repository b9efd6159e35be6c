import { conversationLike } from './examples.ts';
import { belongs, compareRows } from './list-filter.ts';

const later = '2026-12-01T09:00:00.000Z';

describe('belongs', () => {
  it.each([
    ['active work is in All', {}, {}, true],
    ['what is snoozed is not in All', { snoozedUntil: later }, {}, false],
    ['what is snoozed is in Snoozed', { snoozedUntil: later }, { view: 'snoozed' }, true],
    ['what is solved is not active', { status: 'solved' }, {}, false],
    ['what is solved is there when asked for', { status: 'solved' }, { status: 'solved' }, true],
    ['any status shows snoozed and solved', { status: 'closed' }, { status: 'any' }, true],
    ['mine is mine', { assigneeId: 'me' }, { view: 'mine' }, true],
    ["another's is not mine", { assigneeId: 'you' }, { view: 'mine' }, false],
    ['unassigned has no assignee', { assigneeId: 'you' }, { view: 'unassigned' }, false],
    ['a team inbox has its own', { teamId: 't1' }, { view: 'team', teamId: 't1' }, true],
    ["a team inbox has not another's", { teamId: 't2' }, { view: 'team', teamId: 't1' }, false],
    ['a channel filter holds', { channel: 'email' }, { channel: 'whatsapp' }, false],
    ['a customer filter holds', { customerId: 'ravi' }, { customerId: 'asha' }, false],
    ['who does not wait is not among those who wait', { waitingSince: null }, { sort: 'waiting_longest' }, false],
  ] as const)('%s', (_name, row, filter, expected) => {
    expect(belongs(conversationLike(row as object), filter as object, 'me')).toBe(expected);
  });
});

describe('compareRows', () => {
  it('puts who has waited longest first, and who does not wait last', () => {
    const rows = [
      conversationLike({ id: 'none', waitingSince: null }),
      conversationLike({ id: 'short', waitingSince: '2026-11-20T10:00:00.000Z' }),
      conversationLike({ id: 'long', waitingSince: '2026-11-20T08:00:00.000Z' }),
    ];
    const sorted = rows.toSorted((a, b) => compareRows(a, b, 'waiting_longest'));
    expect(sorted.map(({ id }) => id)).toEqual(['long', 'short', 'none']);
  });
});
