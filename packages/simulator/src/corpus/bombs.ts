import { crc32, deflateRawSync } from 'node:zlib';

/** A mail made to take a reader of mail down. */
export interface MailBomb {
  readonly name: string;
  readonly raw: Buffer;
}

const MANY = 20_000;
const repeat = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => line(index)).join('');

/** Mails that parsers choke on, each with a Message-ID of its own: `<bomb-0.…>` and so on. */
export function mailBombs(tag: string): MailBomb[] {
  let made = 0;
  const head = (more = '') =>
    `From: Mallory <mallory@example.test>\r\nTo: support@demo.test\r\nSubject: Bomb\r\nMessage-ID: <bomb-${made++}.${tag}@example.test>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\n${more}`;
  const parts = (type: string) =>
    `${head('Content-Type: multipart/mixed; boundary=b\r\n')}\r\n${repeat(MANY, (index) => `--b\r\nContent-Type: ${type}\r\n\r\npart ${index}\r\n`)}--b--\r\n`;
  const bombs: [string, string | Buffer][] = [
    [
      'multiparts in multiparts, 5,000 deep',
      `${head()}${repeat(5_000, (index) => `Content-Type: multipart/mixed; boundary=b${index}\r\n\r\n--b${index}\r\n`)}\r\nhi\r\n`,
    ],
    [
      'mails in mails, 2,000 deep',
      `${head()}${repeat(2_000, (index) => `Content-Type: message/rfc822\r\n\r\nSubject: ${index}\r\n`)}\r\nhi\r\n`,
    ],
    ['20,000 headers', `${head(repeat(MANY, (index) => `X-${index}: y\r\n`))}\r\nhi\r\n`],
    ['one header of 1 MB', `${head(`X-Long: ${'y'.repeat(1_048_576)}\r\n`)}\r\nhi\r\n`],
    ['one header folded 20,000 times', `${head(`X-Folded: y\r\n${' y\r\n'.repeat(MANY)}`)}\r\nhi\r\n`],
    ['20,000 parts of text', parts('text/plain')],
    ['20,000 files', parts('application/pdf')],
    [
      '20,000 addresses',
      `${head(`Cc: ${repeat(MANY, (index) => `${index ? ',\r\n ' : ''}x${index}@example.test`)}\r\n`)}\r\nhi\r\n`,
    ],
    ['an address list of open groups', `${head(`Cc: ${'a:b;'.repeat(100_000)}\r\n`)}\r\nhi\r\n`],
    ['an address list of open quotes', `${head(`Cc: ${'"a" <b '.repeat(50_000)}\r\n`)}\r\nhi\r\n`],
    ['an address list of open comments', `${head(`Cc: ${'('.repeat(200_000)}\r\n`)}\r\nhi\r\n`],
    [
      'encoded words of 400 kB',
      `${head()}X-Subject: x\r\nSubject: ${'=?utf-8?B?8J+Ssw==?= '.repeat(20_000)}\r\n\r\nhi\r\n`,
    ],
    ['one encoded word that never ends', `${head()}Subject: =?utf-8?Q?${'=F0'.repeat(120_000)}\r\n\r\nhi\r\n`],
    [
      'a file name in 5,000 pieces',
      `${head()}Content-Type: application/pdf;${repeat(5_000, (index) => `\r\n name*${index}*=utf-8''%41`)}\r\n\r\nhi\r\n`,
    ],
    [
      'references of 500 kB',
      `${head(`References: ${repeat(9_000, (index) => `<${index}.${'r'.repeat(40)}@example.test>\r\n `)}\r\n`)}\r\nhi\r\n`,
    ],
    ['30,000 levels of tags', `${head('Content-Type: text/html\r\n')}\r\n${'<blockquote><p>'.repeat(15_000)}`],
    ['400,000 open tags', `${head('Content-Type: text/html\r\n')}\r\n${'<div>'.repeat(400_000)}`],
    [
      '10 MB of flowed text',
      `${head('Content-Type: text/plain; format=flowed\r\n')}\r\n${'> a \r\n'.repeat(1_700_000)}`,
    ],
    ['5 MB of "On … wrote:"', `${head()}\r\n${'On 20.11.2026 10:00, a@b.test wrote\r\n'.repeat(140_000)}`],
    [
      'a boundary in every line',
      `${head('Content-Type: multipart/mixed; boundary=""\r\n')}\r\n${'--\r\n'.repeat(500_000)}`,
    ],
    [
      'a zip that becomes 200 MB',
      `${head('Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n')}\r\n${zipOfNothing(
        200_000_000,
      )
        .toString('base64')
        .replaceAll(/(.{76})/g, '$1\r\n')}\r\n`,
    ],
    [
      'a calendar of 100,000 lines',
      `${head('Content-Type: text/calendar\r\n')}\r\nBEGIN:VCALENDAR\r\n${'BEGIN:VEVENT\r\n '.repeat(50_000)}`,
    ],
    [
      'a winmail.dat that lies',
      `${head('Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n')}\r\n${Buffer.from(
        `789f3e220000${'0103900600ffffff7fffffffff'.repeat(2_000)}`,
        'hex',
      )
        .toString('base64')
        .replaceAll(/(.{76})/g, '$1\r\n')}\r\n`,
    ],
    [
      'a winmail.dat of RTF that becomes 4 million groups',
      `${head('Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n')}\r\n${wrapped(
        rtfOfGroups(4_194_304),
      )
        .toString('base64')
        .replaceAll(/(.{76})/g, '$1\r\n')}\r\n`,
    ],
  ];
  return bombs.map(([name, raw]) => ({ name, raw: Buffer.from(raw) }));
}

/** A zip file with one entry of as many zeros, as small as it gets. */
function zipOfNothing(size: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(size), { level: 9 });
  const name = Buffer.from('[Content_Types].xml');
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(8, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(size, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, name, packed]);
}

/** A `winmail.dat` whose only property is compressed RTF. */
function wrapped(rtf: Buffer): Buffer {
  const filled = Buffer.alloc(Math.ceil(rtf.length / 4) * 4);
  rtf.copy(filled);
  const properties = Buffer.concat([numbers(1, 0x1009_0102, 1, rtf.length), filled]);
  return Buffer.concat([
    Buffer.from('789f3e2200000103900600', 'hex'),
    numbers(properties.length),
    properties,
    Buffer.alloc(2),
  ]);
}

/** Compressed RTF (LZFu) of as many opening braces: each reference repeats sixteen of them. */
function rtfOfGroups(size: number): Buffer {
  const bytes = [0xfe, 0x7b];
  for (let made = 1, references = 1; made < size; made += 16, references++) {
    if (references % 8 === 0) bytes.push(0xff);
    bytes.push(0x0c, 0xfe);
  }
  const content = Buffer.from(bytes);
  return Buffer.concat([numbers(content.length + 12, size, 0x75465a4c, ~crc32(content, 0xffff_ffff) >>> 0), content]);
}

function numbers(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, 4 * index);
  return bytes;
}
