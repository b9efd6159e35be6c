import { conversationLike } from '../inbox/examples.ts';
import { EventLog, type InboxEvent } from './event-log.ts';

const changed = (id: string, position: number): InboxEvent => ({
  type: 'conversation',
  payload: { position, cause: 'conversation.assigned', conversation: conversationLike({ id }) },
});

const positions = (events: InboxEvent[]) => events.map(({ payload }) => payload.position);

describe('EventLog', () => {
  it('resumes from the furthest position, whatever order events came in', () => {
    const log = new EventLog();
    for (const position of [3, 7, 5]) log.admit(changed(`c${position}`, position));
    expect(log.position).toBe(7);
  });

  it('drops what it has had, and what a later event about the same thing has overtaken', () => {
    const log = new EventLog();
    expect(log.admit(changed('a', 5))).toBe(true);
    expect(log.admit(changed('a', 5))).toBe(false);
    expect(log.admit(changed('a', 4))).toBe(false);
    expect(log.admit(changed('b', 4))).toBe(true);
  });

  it('keeps what came since something was asked for, until it is answered', () => {
    const log = new EventLog();
    log.admit(changed('a', 1));
    log.asks('list');
    log.admit(changed('b', 2));
    log.asks('thread');
    log.admit(changed('c', 3));
    log.asks('list');
    log.admit(changed('d', 4));
    expect(positions(log.answered('list'))).toEqual([4]);
    log.admit(changed('e', 5));
    expect(positions(log.answered('thread'))).toEqual([3, 4, 5]);
    expect(log.answered('thread')).toEqual([]);
    log.asks('thread');
    expect(log.answered('thread')).toEqual([]);
  });

  it('has an answer brought up to date by events of the present epoch only', () => {
    const log = new EventLog();
    log.restart('first', 0);
    log.asks('list');
    log.admit(changed('a', 900));
    log.restart('second', 10);
    log.admit(changed('b', 11));
    expect(positions(log.answered('list'))).toEqual([11]);
  });

  it('forgets positions of another epoch: numbers began anew', () => {
    const log = new EventLog();
    log.restart('first', 0);
    log.admit(changed('a', 900));
    log.restart('second', 10);
    expect(log.position).toBe(10);
    expect(log.admit(changed('a', 11))).toBe(true);
  });

  it('does not go back when a server of the same epoch is behind', () => {
    const log = new EventLog();
    log.restart('first', 5);
    log.admit(changed('a', 9));
    log.restart('first', 8);
    expect(log.position).toBe(9);
  });
});
