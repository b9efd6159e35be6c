import { kindOf, missingFrom } from './chat-kind.ts';
import { messageLike } from './examples.ts';

it.each([
  ['contact', 'Contact card'],
  ['order', 'Order'],
  ['text', undefined],
])('names the kind %s', (contentType, name) => {
  expect(kindOf({ contentType, chat: null })).toBe(name);
});

it.each([
  ['video', '', 'Video, which WhatsApp did not deliver'],
  ['video', 'Look at this', 'Video, which WhatsApp did not deliver'],
  ['text', ' ', 'A message without text'],
  ['order', '', 'WhatsApp says no more about it'],
  ['hologram', '', 'A message of the kind “hologram”, of which WhatsApp says no more'],
  ['hologram', 'x', null],
  ['text', 'Hello', null],
])('says of a %s with the text "%s": %s', (contentType, text, missing) => {
  expect(missingFrom({ ...messageLike({ contentType, text }), direction: 'inbound' })).toBe(missing);
});

it('does not say of what another system sent that the customer did not get it', () => {
  const sent = messageLike({ contentType: 'image', text: '' });
  expect(missingFrom({ ...sent, direction: 'outbound' })).toBe('Photo, which WhatsApp did not pass on to us');
});
