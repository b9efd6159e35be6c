import { MailParser } from './mail-parser.ts';
import { readTnef } from './tnef.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

const number = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const padded = (bytes: Buffer) =>
  Buffer.concat([number(bytes.length), bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
const attribute = (id: number, value: Buffer) =>
  Buffer.concat([Buffer.from([1]), number(id), number(value.length), value, Buffer.alloc(2)]);
const text = (id: number, value: string) =>
  Buffer.concat([number(id * 65_536 + 0x1f), number(1), padded(Buffer.from(`${value}\0`, 'utf16le'))]);
const bytes = (id: number, value: string) => binary(id, Buffer.from(value));
const binary = (id: number, value: Buffer) => Buffer.concat([number(id * 65_536 + 0x0102), number(1), padded(value)]);
const properties = (...each: Buffer[]) => Buffer.concat([number(each.length), ...each]);
const tnef = (...attributes: Buffer[]) => Buffer.concat([number(0x223e9f78), Buffer.alloc(2), ...attributes]);

const whole = tnef(
  attribute(0x00069007, Buffer.concat([number(65_001), number(0)])),
  attribute(0x00069003, properties(text(0x1000, 'Der Körper'), bytes(0x1013, '<p>Der <b>Körper</b></p>'))),
  attribute(0x00069002, Buffer.alloc(14)),
  attribute(0x00018010, Buffer.from('REPORT~1.PDF\0')),
  attribute(0x0006800f, Buffer.from('%PDF-1.7 content')),
  attribute(0x00069005, properties(text(0x3707, 'Größe ☕.pdf'), text(0x370e, 'application/pdf'))),
  attribute(0x00069002, Buffer.alloc(14)),
  attribute(0x00018010, Buffer.from('../../evil.txt\0')),
  attribute(0x0006800f, Buffer.from('two')),
);

it('has its body and its files read', () => {
  const read = readTnef(whole);
  expect(read).toMatchObject({ text: 'Der Körper', html: '<p>Der <b>Körper</b></p>' });
  expect(
    read?.files.map(({ filename, contentType, content }) => [filename, contentType, Buffer.from(content).toString()]),
  ).toEqual([
    ['Größe ☕.pdf', 'application/pdf', '%PDF-1.7 content'],
    ['../../evil.txt', 'application/octet-stream', 'two'],
  ]);
});

it('in a mail stands for its body and its files, and is itself none of them', async () => {
  const mail = await parser.parse(
    Buffer.from(
      `From: a@example.test\r\nMessage-ID: <1@x.test>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${whole.toString('base64')}\r\n--b--\r\n`,
    ),
  );
  expect(mail).toMatchObject({ text: 'Der Körper', html: '<p>Der <b>Körper</b></p>', notes: ['winmail'] });
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['Größe ☕.pdf', 'evil.txt']);
});

it('of which nothing can be read stays a file', async () => {
  const head = 'From: a@example.test\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n\r\n';
  const mail = await parser.parse(Buffer.from(`${head}no TNEF at all`));
  expect(mail.attachments.map(({ filename }) => filename)).toEqual(['winmail.dat']);
});

/** As RTF is kept uncompressed. */
const uncompressed = (rtf: string) =>
  Buffer.concat([number(rtf.length + 12), number(rtf.length), Buffer.from('MELA'), number(0), Buffer.from(rtf)]);

describe('of RTF only', () => {
  const read = (rtf: Buffer, ...more: Buffer[]) =>
    readTnef(tnef(attribute(0x00069003, properties(binary(0x1009, rtf), ...more))));

  it.each([
    ['words', '{\\rtf1\\ansi Hello\\par there}', { text: 'Hello\r\nthere', html: null }],
    ['HTML', '{\\rtf1\\fromhtml1{\\*\\htmltag64 <p>}Hello', { text: null, html: '<p>Hello' }],
    ['control characters', "{\\rtf1 a\\'01\\u0?b\\u-10179?c}", { text: 'ab\uFFFDc', html: null }],
    ['nothing', '{\\rtf1\\par}', { text: null, html: null }],
  ])('has its %s read', (_what, rtf, body) => {
    expect(read(uncompressed(rtf))).toMatchObject(body);
  });

  it('is not read where there is text, nor what is damaged', () => {
    expect(read(uncompressed('{\\rtf1 b}'), text(0x1000, 'a'))).toMatchObject({ text: 'a', html: null });
    expect(read(Buffer.from('LZFu'))).toMatchObject({ text: null, html: null });
  });

  it('in a mail is sanitised as any HTML is', async () => {
    const rtf =
      '{\\rtf1\\fromhtml1{\\*\\htmltag64 <p onclick="x()">}Hello{\\*\\htmltag0 <script>steal()</script><img src="http://t.test/p.gif">}}';
    const data = tnef(attribute(0x00069003, properties(binary(0x1009, uncompressed(rtf)))));
    const mail = await parser.parse(
      Buffer.from(
        `From: a@example.test\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${data.toString('base64')}\r\n`,
      ),
    );
    expect(mail).toMatchObject({ text: 'Hello', hasRemoteImages: true });
    expect(mail.html).toContain('<p>Hello');
    expect(mail.html).not.toMatch(/onclick|steal|\ssrc="http/);
  });
});

it('that breaks off, or lies about its lengths, is read as far as it goes', () => {
  for (let length = 0; length < whole.length; length += 3)
    expect(() => readTnef(whole.subarray(0, length))).not.toThrow();
  expect(readTnef(Buffer.from('no TNEF at all'))).toBeNull();
  const lying = tnef(
    attribute(
      0x00069003,
      Buffer.concat([number(0xffff_ffff), number(0x1000_001f), number(0xffff_ffff), number(0xffff_ffff)]),
    ),
  );
  const start = performance.now();
  expect(readTnef(lying)).toEqual({ text: null, html: null, files: [] });
  expect(performance.now() - start).toBeLessThan(1_000);
});
