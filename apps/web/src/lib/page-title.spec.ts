import { titleOf } from './page-title.ts';

test.each([
  [[], 0, 'Switchboard'],
  [[[0, 'Roles']], 0, 'Roles · Switchboard'],
  [[[0, 'Inbox']], 3, '(3) Inbox · Switchboard'],
  [
    [
      [1, 'Asha Rao'],
      [0, 'Inbox'],
    ],
    3,
    '(3) Asha Rao · Switchboard',
  ],
] as [[number, string][], number, string][])('%j with %i unread', (names, unread, title) => {
  expect(titleOf({ names: new Map(names), unread })).toBe(title);
});
