import { mediaKind, mediaProblem } from './outgoing-media.ts';

it.each([
  ['image/png', 'image'],
  ['image/jpeg', 'image'],
  ['image/svg+xml', 'document'],
  ['image/gif', 'document'],
  ['video/mp4', 'video'],
  ['video/x-matroska', 'document'],
  ['audio/ogg; codecs=opus', 'audio'],
  ['audio/wav', 'document'],
  ['application/pdf', 'document'],
  ['nonsense', 'document'],
])('%s goes as %s', (contentType, kind) => {
  expect(mediaKind(contentType)).toBe(kind);
});

it.each([
  ['image/png', 5, null],
  ['image/png', 5.1, 'A picture may have up to 5 MB on WhatsApp'],
  ['image/gif', 5.1, null],
  ['video/mp4', 17, 'A video may have up to 16 MB on WhatsApp'],
  ['audio/mpeg', 17, 'A recording may have up to 16 MB on WhatsApp'],
  ['application/pdf', 101, 'A document may have up to 100 MB on WhatsApp'],
])('%s of %d MB: %s', (contentType, megabytes, problem) => {
  expect(mediaProblem(contentType, megabytes * 1_048_576)).toBe(problem);
});
