import { trueType } from './true-type.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

it.each<[string, Buffer, string, string]>([
  ['a picture that says what it is', PNG, 'image/png', 'image/png'],
  ['a picture that says nothing', PNG, 'application/octet-stream', 'image/png'],
  ['a picture called a page', PNG, 'text/html', 'image/png'],
  ['a page called a picture', Buffer.from('<html><script>x()</script>'), 'image/png', 'text/html'],
  ['a page called a text', Buffer.from(' \n<!DOCTYPE html><p>x'), 'text/plain', 'text/html'],
  ['a page in UTF-16', utf16('<html><script>x()</script>'), 'image/jpeg', 'text/html'],
  ['a drawing', Buffer.from('<?xml version="1.0"?><svg onload="x()"/>'), 'image/png', 'image/svg+xml'],
  ['a document', Buffer.from('%PDF-1.7\n%'), 'image/png', 'application/pdf'],
  [
    'a program called a document',
    Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]),
    'application/pdf',
    'application/x-msdownload',
  ],
  ['a film that is none', Buffer.from('just words'), 'video/mp4', 'application/octet-stream'],
  ['a text', Buffer.from('just words'), 'text/plain; charset=utf-8', 'text/plain'],
  ['a table', Buffer.from('a;b\n1;2'), 'text/csv', 'text/csv'],
  ['nothing', Buffer.alloc(0), 'image/png', 'application/octet-stream'],
  ['nonsense for a type', Buffer.from('x'), 'x"; y\r\nSet-Cookie: z', 'application/octet-stream'],
])('%s', async (_name, content, declared, expected) => {
  expect(await trueType(content, declared)).toBe(expected);
});

it('an office document keeps its name, a wrapping alone is one', async () => {
  const zip = Buffer.from('504b0304140000000000000000000000000000000000000000000100000078', 'hex');
  const word = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  expect(await trueType(zip, word)).toBe(word);
  expect(await trueType(zip, 'image/png')).toBe('application/zip');
});
