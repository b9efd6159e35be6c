import { conversationLike } from './examples.ts';
import { settle } from './settled-order.ts';

const row = (id: string, minute: number) =>
  conversationLike({ id, lastMessageAt: new Date(Date.UTC(2026, 10, 20, 9, minute)).toISOString() });
const shown = [row('c', 30), row('b', 20), row('a', 10)];
const nobody = new Set<string>();
const ids = ({ rows }: { rows: readonly { id: string }[] }) => rows.map(({ id }) => id);

describe('settle', () => {
  it('lets new rows wait and counts them', () => {
    const settled = settle(shown, [row('e', 50), row('d', 40), ...shown], nobody);
    expect(ids(settled)).toEqual(['c', 'b', 'a']);
    expect(settled.waiting).toBe(2);
  });

  it('lets a row that moved up stay where it is, with its new content', () => {
    const moved = row('a', 40);
    const settled = settle(shown, [moved, row('c', 30), row('b', 20)], nobody);
    expect(ids(settled)).toEqual(['c', 'b', 'a']);
    expect(settled.rows[2]).toBe(moved);
    expect(settled.waiting).toBe(1);
  });

  it('keeps a row that another agent solved until the pointer has left', () => {
    expect(ids(settle(shown, [shown[0] ?? row('c', 30), row('a', 10)], nobody))).toEqual(['c', 'b', 'a']);
  });

  it('takes out at once what the agent dealt with', () => {
    expect(ids(settle(shown, [row('c', 30), row('a', 10)], new Set(['b'])))).toEqual(['c', 'a']);
  });

  it('adds the next page below', () => {
    const settled = settle(shown, [...shown, row('z', 5)], nobody);
    expect(ids(settled)).toEqual(['c', 'b', 'a', 'z']);
    expect(settled.waiting).toBe(0);
  });
});
