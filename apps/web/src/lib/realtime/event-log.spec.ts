import { conversationLike } from '../inbox/examples.ts';
import { EventLog, type InboxEvent } from './event-log.ts';

const changed = (id: string, position: number): InboxEvent => ({
  type: 'conversation',
  payload: { position, cause: 'conversation.assigned', conversation: conversationLike({ id }) },
});

describe('EventLog', () => {
  it('resumes from the furthest position, whatever order events came in', () => {
    const log = new EventLog();
    for (const position of [3, 7, 5]) log.admit(changed(`c${position}`, position), 0);
    expect(log.position).toBe(7);
  });

  it('drops what it has had, and what a later event about the same thing has overtaken', () => {
    const log = new EventLog();
    expect(log.admit(changed('a', 5), 0)).toBe(true);
    expect(log.admit(changed('a', 5), 0)).toBe(false);
    expect(log.admit(changed('a', 4), 0)).toBe(false);
    expect(log.admit(changed('b', 4), 0)).toBe(true);
  });

  it('remembers the latest events only', () => {
    const log = new EventLog();
    log.admit(changed('a', 1), 1000);
    log.admit(changed('b', 2), 2000);
    expect(log.recent(1500).map(({ payload }) => payload.position)).toEqual([2]);
    expect(log.recent(0)).toHaveLength(1);
  });

  it('forgets positions of another epoch: numbers began anew', () => {
    const log = new EventLog();
    log.restart('first', 0);
    log.admit(changed('a', 900), 0);
    log.restart('second', 10);
    expect(log.position).toBe(10);
    expect(log.admit(changed('a', 11), 0)).toBe(true);
  });

  it('does not go back when a server of the same epoch is behind', () => {
    const log = new EventLog();
    log.restart('first', 5);
    log.admit(changed('a', 9), 0);
    log.restart('first', 8);
    expect(log.position).toBe(9);
  });
});
