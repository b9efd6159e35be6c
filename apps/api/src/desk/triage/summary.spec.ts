import { SUMMARY_LIMIT, summarise } from './summary.ts';

test.each([
  ['a short message stays as it is', 'Where is my order A-1042?', null, 'Where is my order A-1042?'],
  [
    'the sentence that asks for something is found in a letter',
    'Hi team,\n\nI hope you are doing well. I bought two cups last week. One of them arrived broken, please send a new one for order 4471.\n\nKind regards,\nAsha Rao\nThe Long Street 12',
    'Order',
    'One of them arrived broken, please send a new one for order 4471.',
  ],
  [
    'quoted lines are passed over',
    'It still does not work.\n\n> Did you restart the device?\n> Where is your order?',
    null,
    'It still does not work.',
  ],
  ['the subject stands in for an empty mail', '  \n', 'Invoice for March', 'Invoice for March'],
  ['a message of signs only stays', '👍', null, '👍'],
])('%s', (_what, text, subject, expected) => {
  expect(summarise(text, subject)).toBe(expected);
});

test('a long sentence is cut at a word, within the limit, never inside a character', () => {
  const summary = summarise(`The parcel ${'is 😀 late and '.repeat(40)}`, null);
  expect(Array.from(summary).length).toBeLessThanOrEqual(SUMMARY_LIMIT);
  expect(summary).toMatch(/\S…$/);
  expect(summary.isWellFormed()).toBe(true);
});
