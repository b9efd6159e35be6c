import type { ReplyTemplate } from '@switchboard/contracts';
import { cannedSearch, fittingTemplates, withCanned } from './canned.ts';

const template = (title: string, shortcut: string | null): ReplyTemplate => ({
  id: title,
  title,
  shortcut,
  body: title,
  channels: ['email'],
  teamId: null,
  createdAt: '2026-11-20T09:00:00.000Z',
  updatedAt: '2026-11-20T09:00:00.000Z',
});

it.each([
  ['/', 1, ''],
  ['Hello /ref', 10, 'ref'],
  ['Hello\n/ref later', 10, 'ref'],
  ['Hello /ref ', 11, null],
  ['https://shop', 12, null],
  ['and/or', 6, null],
])('%j at %i looks for %j', (text, caret, search) => {
  expect(cannedSearch(text, caret)).toBe(search);
});

it('finds by shortcut first, then by the words of the title', () => {
  const all = [
    template('A refund', null),
    template('Other', 'refuse'),
    template('Unrefined', null),
    template('No', null),
  ];
  expect(fittingTemplates(all, 'ref').map(({ title }) => title)).toEqual(['Other', 'A refund', 'Unrefined']);
});

it('puts the text in the place of what was typed', () => {
  expect(withCanned('Hello /ref!', 10, 'ref', 'Dear Asha')).toEqual({ text: 'Hello Dear Asha!', caret: 15 });
});
