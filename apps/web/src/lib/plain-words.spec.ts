import { plainWords } from './plain-words.ts';

describe('plainWords', () => {
  it.each([
    ['Too small: expected string to have >=1 characters', 'This is missing.'],
    ['Too small: expected string to have >=8 characters', 'Write at least 8 characters.'],
    ['Too big: expected string to have <=200 characters', 'Write at most 200 characters.'],
    ['Too big: expected number to be <=365', 'At most 365.'],
    ['Invalid email address', 'This is not an e-mail address.'],
    ['Invalid input: expected string, received undefined', 'This is missing.'],
    ['must be in the future', 'Must be in the future'],
  ])('says %s as %s', (message, expected) => {
    expect(plainWords(message)).toBe(expected);
  });
});
