import { MailParser } from './mail-parser.ts';
import { readUuencoded } from './uuencode.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

const LETTERS = Array.from({ length: 64 }, (_, at) => String.fromCodePoint(32 + at)).join('');

function encoded(content: Buffer, zero: ' ' | '`'): string[] {
  const lines: string[] = [];
  for (let at = 0; at < content.length; at += 45) {
    const part = content.subarray(at, at + 45);
    const padded = Buffer.concat([part, Buffer.alloc((3 - (part.length % 3)) % 3)]);
    const sextets = [...padded.toString('base64')].map(
      (letter) => LETTERS['ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.indexOf(letter)],
    );
    lines.push(`${LETTERS[part.length]}${sextets.join('')}`.replaceAll(' ', zero));
  }
  return [...lines, zero];
}

const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, at) => (at < 200 ? 0 : (at * 7) & 255)));
const files = (text: string) =>
  readUuencoded(text).files.map(({ filename, content }) => [filename, Buffer.from(content).toString('latin1')]);

it('is read out of the text around it', () => {
  const text = 'Hello,\n\nbegin 644 cat.txt\n#0V%T\n`\nend\nand\nbegin 0600 two words.txt\n#0V%T\n`\nend\nBye';
  expect(readUuencoded(text).text).toBe('Hello,\n\nand\nBye');
  expect(files(text)).toEqual([
    ['cat.txt', 'Cat'],
    ['two words.txt', 'Cat'],
  ]);
});

it.each([
  ['graves for zeros', encoded(bytes, '`')],
  ['spaces for zeros', encoded(bytes, ' ')],
  ['spaces that a relay cut off', encoded(bytes, ' ').map((line) => line.trimEnd())],
  ['a character of control', encoded(bytes, '`').map((line) => `${line}#`)],
])('with %s is the same bytes', (_name, lines) => {
  expect(files(['begin 644 all.bin', ...lines, 'end'].join('\n'))).toEqual([['all.bin', bytes.toString('latin1')]]);
});

it.each([
  'Hello',
  'begin 644 things, as you said\nand go on\nend',
  'begin 644 cat.txt\nend',
  'begin 644 cat.txt\n#0V%T\n`',
  'begin 644 cat.txt\n#0V%TTTTTT\n`\nend',
  'begin 644\n#0V%T\n`\nend',
  '> begin 644 cat.txt\n> #0V%T\n> `\n> end',
])('%j is only text', (text) => {
  expect(readUuencoded(text)).toEqual({ text, files: [] });
});

it('takes the time of its length, however many begin and never end', () => {
  const time = (count: number) => {
    const text = 'begin 644 x\n#0V%T\n'.repeat(count);
    const start = performance.now();
    expect(readUuencoded(text).files).toEqual([]);
    return performance.now() - start;
  };
  time(20_000);
  expect(time(400_000)).toBeLessThan(2_000);
});

it('in a mail is a file of it, and no text', async () => {
  const lines = encoded(Buffer.from('Cat'), '`');
  const mail = await parser.parse(
    Buffer.from(
      `From: a@example.test\r\nMessage-ID: <1@x.test>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\n\r\nHere it is.\r\n\r\nbegin 644 ../../cat.txt\r\n${lines.join('\r\n')}\r\nend\r\n`,
    ),
  );
  expect(mail).toMatchObject({ text: 'Here it is.', fullText: 'Here it is.', notes: [] });
  expect(mail.attachments.map(({ filename, content }) => [filename, Buffer.from(content).toString()])).toEqual([
    ['cat.txt', 'Cat'],
  ]);
});
