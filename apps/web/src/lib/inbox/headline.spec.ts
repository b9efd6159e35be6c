import { conversationLike } from './examples.ts';
import { headlineOf } from './headline.ts';

describe('headlineOf', () => {
  it.each([
    ['the subject', { subject: 'Broken pot', summary: 'Asks for a refund' }, 'Broken pot'],
    ['the summary of a chat', { summary: 'Asks for a refund', preview: 'It came broken' }, 'Asks for a refund'],
    [
      'nothing that the preview says itself',
      { summary: 'Hi, where is it', preview: 'Hi! Where is it? Still waiting' },
      null,
    ],
    ['nothing when nothing is known', { preview: 'Hello' }, null],
  ])('is %s', (_name, given, expected) => {
    expect(headlineOf(conversationLike(given))).toBe(expected);
  });
});
