import { messageLike } from './examples.ts';
import type { Outgoing } from './outbox.ts';
import { firstUnreadOf, timelineOf } from './timeline.ts';

const local = (day: number, hour: number, minute = 0) => new Date(2026, 10, day, hour, minute);
const now = local(20, 12).getTime();
const message = (id: string, date: Date, given: object = {}) =>
  messageLike({ id, occurredAt: date.toISOString(), ...given });
const kinds = (items: ReturnType<typeof timelineOf>) => items.map(({ type }) => type);

describe('timelineOf', () => {
  it('separates days and joins what one author writes in a row', () => {
    const items = timelineOf(
      [
        message('a', local(19, 23, 58)),
        message('b', local(20, 0, 1)),
        message('c', local(20, 0, 3)),
        message('d', local(20, 0, 30)),
      ],
      [],
      null,
      now,
    );
    expect(kinds(items)).toEqual(['day', 'message', 'day', 'message', 'message', 'message']);
    expect(items.flatMap((item) => (item.type === 'message' ? [item.joined] : []))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  it('never joins a note to a message', () => {
    const items = timelineOf(
      [message('a', local(20, 9)), message('b', local(20, 9, 1), { kind: 'note' })],
      [],
      null,
      now,
    );
    expect(items.at(-1)).toMatchObject({ type: 'message', joined: false });
  });

  it('puts the unread divider above the first unread message', () => {
    const items = timelineOf([message('a', local(20, 9)), message('b', local(20, 9, 1))], [], 'b', now);
    expect(kinds(items)).toEqual(['day', 'message', 'unread', 'message']);
  });

  it('sees a new subject in what a person writes, not in what a machine does', () => {
    const mail = (id: string, threadSubject: string, isAutomatic = false) =>
      message(id, local(20, 9), { email: { threadSubject, isAutomatic } });
    const items = timelineOf(
      [
        mail('a', 'cup'),
        mail('away', 'automatic reply: cup', true),
        mail('b', 'cup'),
        mail('c', 'my invoice'),
        mail('d', 'my invoice'),
      ],
      [],
      null,
      now,
    );
    expect(items.flatMap((item) => (item.type === 'message' && item.newSubject ? [item.key] : []))).toEqual(['c']);
  });

  it('keeps the key of a message when the server confirms it', () => {
    const outgoing: Outgoing = {
      clientKey: 'k',
      conversationId: 'c1',
      channel: 'whatsapp',
      kind: 'message',
      text: 'Hi',
      attachments: [],
      email: null,
      createdAt: local(20, 11).toISOString(),
      state: 'sending',
      problem: null,
    };
    const before = timelineOf([], [outgoing], null, now);
    const after = timelineOf([message('m', local(20, 11), { clientKey: 'k' })], [], null, now);
    expect(before.at(-1)?.key).toBe('k');
    expect(after.at(-1)?.key).toBe('k');
  });
});

describe('firstUnreadOf', () => {
  const messages = [
    message('a', local(20, 9)),
    message('b', local(20, 9, 1)),
    message('c', local(20, 9, 2), { direction: 'outbound' }),
    message('d', local(20, 9, 3)),
  ];
  it('counts inbound messages from the end', () => {
    expect(firstUnreadOf(messages, 1)).toBe('d');
    expect(firstUnreadOf(messages, 2)).toBe('b');
  });
  it('is nothing when nothing is unread, or it was not fetched yet', () => {
    expect(firstUnreadOf(messages, 0)).toBeNull();
    expect(firstUnreadOf(messages, 9)).toBeNull();
  });
});
