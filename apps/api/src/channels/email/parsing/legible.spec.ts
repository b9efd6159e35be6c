import iconv from 'iconv-lite';
import { MailParser } from './mail-parser.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

const parse = (...pieces: (string | Buffer)[]) =>
  parser.parse(Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece))));

/** A mail whose subject, name and text are in raw bytes, its body alone saying of what. */
const rawMail = (charset: string, words: string, type = `text/plain; charset="${charset}"`) => {
  const bytes = iconv.encode(words, charset);
  return [
    'From: ',
    bytes,
    ' <a@example.test>\r\nTo: support@demo.test\r\nSubject: Re: ',
    bytes,
    `\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n`,
    bytes,
    '\r\n',
  ];
};

const letters: [charset: string, words: string][] = [
  ['windows-1251', 'Чашка разбита'],
  ['koi8-r', 'Чашка разбита'],
  ['gbk', '杯子碎了'],
  ['big5', '杯子碎了'],
  ['shift_jis', 'カップが割れた表'],
  ['euc-kr', '컵이 깨졌습니다'],
  ['cp855', 'Чашка разбита'],
];

describe('a header of raw bytes', () => {
  it.each(letters)('of %s is read by the charset of the body, and noted', async (charset, words) => {
    const mail = await parse(...rawMail(charset, words));
    expect(mail.subject).toBe(`Re: ${words}`);
    expect(mail.from).toEqual({ address: 'a@example.test', name: words });
    expect(mail.text).toBe(words);
    expect(mail.notes).toContain('bad-charset');
  });

  it('in the part of a file names it', async () => {
    const mail = await parse(
      'From: a@example.test\r\nContent-Type: multipart/mixed; boundary="b b"\r\n\r\npreamble\r\n--b b\r\n',
      'Content-Type: text/plain; charset=gbk\r\n\r\nx\r\n--b b\r\n',
      'Content-Type: application/pdf;\r\n name="x"\r\nContent-Disposition: attachment; filename="',
      iconv.encode('发票', 'gbk'),
      '.pdf"\r\n\r\n',
      Buffer.from([0xff, 0xfe]),
      '\r\n--b b--\r\n',
    );
    expect(mail.attachments.map(({ filename, content }) => [filename, [...content.subarray(0, 2)]])).toEqual([
      ['发票.pdf', [0xff, 0xfe]],
    ]);
  });

  it('is UTF-8 wherever it can be, and then nothing is odd', async () => {
    const mail = await parse(
      'From: a@example.test\r\nSubject: ☕ чашка\r\nContent-Type: text/plain; charset=gbk\r\n\r\nx',
    );
    expect(mail.subject).toBe('☕ чашка');
    expect(mail.notes).not.toContain('bad-charset');
  });

  it('is Japanese of seven bits by its escapes', async () => {
    const mail = await parse(
      'From: a@example.test\r\nSubject: ',
      Buffer.from('1b2442467c4b5c386c1b2842', 'hex'),
      '\r\n\r\nx',
    );
    expect(mail.subject).toBe('日本語');
  });

  it.each([
    ['windows-1251', 'Здравствуйте, чашка разбита, что мне делать'],
    ['koi8-r', 'Здравствуйте, чашка разбита, что мне делать'],
    ['gbk', '您好,杯子碎了。我想要退款,请告诉我应该怎么做,谢谢'],
    ['euc-kr', '안녕하세요, 컵이 깨졌습니다. 어떻게 해야 하나요'],
    ['windows-1252', 'Bonjour, la tasse est cassée, très fâché'],
  ])('of %s is guessed where nothing is declared, and the text with it', async (charset, words) => {
    const mail = await parse(...rawMail(charset, words, 'text/plain'));
    expect(mail.subject).toBe(`Re: ${words}`);
    expect(mail.text).toBe(words);
    expect(mail.notes).toContain('bad-charset');
  });
});

const named: [charset: string, bytes: string, words: string][] = [
  ['iso-2022-kr', '1b2429430e316844210f206f6b', '김치 ok'],
  ['hz-gb-2312', '7e7b56504e447e7d207e7e206f6b', '中文 ~ ok'],
  ['iso-2022-cn', '1b2429410e56504e440f206f6b', '中文 ok'],
  ['iso-2022-jp-ms', '1b2442467c4b5c386c1b2842', '日本語'],
  ['iso-2022-jp-3', '1b2442467c4b5c386c1b2842', '日本語'],
  ['iso-2022-jp-2', '1b2442467c4b5c386c1b2842', '日本語'],
  ['cp50220', '1b2442467c4b5c386c1b2842', '日本語'],
  ['ujis', 'c6fccbdcb8ec', '日本語'],
  ['eucjp', 'c6fccbdcb8ec', '日本語'],
  ['cp932', '93fa967b8cea', '日本語'],
  ['cp936', 'd6d0b9fa', '中国'],
  ['cp950', 'a4a4b0ea', '中國'],
  ['cp949', 'b1e8c4a1', '김치'],
  ['ms949', 'b1e8c4a1', '김치'],
  ['uhc', 'b1e8c4a1', '김치'],
  ['euckr', 'b1e8c4a1', '김치'],
  ['win-1251', 'cff0e8e2e5f2', 'Привет'],
  ['windows1251', 'cff0e8e2e5f2', 'Привет'],
  ['koi8r', 'f0d2c9d7c5d4', 'Привет'],
  ['iso-ir-111', 'f0d2c9d7c5d4a4a6a7', 'Приветєії'],
  ['cp855', 'dde1b7eba8e5', 'Привет'],
  ['kz-1048', '8de0e7e09d', 'Қазақ'],
  ['utf-32', 'fffe00001f0400003f040000', 'Пп'],
  ['utf-32be', '0000041f0000043f', 'Пп'],
  ['unknown-8bit', Buffer.from('Привет ☕').toString('hex'), 'Привет ☕'],
  ['default', Buffer.from('Привет ☕').toString('hex'), 'Привет ☕'],
  ['us-ascii', Buffer.from('Привет ☕').toString('hex'), 'Привет ☕'],
];

it.each(named)(
  '%s is read in the body, the subject and the name of a file, and nothing is odd',
  async (charset, hex, words) => {
    const bytes = Buffer.from(hex, 'hex');
    const mail = await parse(
      `From: =?${charset}?Q?${hex.replaceAll(/../g, '=$&')}?= <a@example.test>\r\n`,
      `Subject: Re: =?${charset}?B?${bytes.toString('base64')}?=\r\n`,
      'Message-ID: <1@example.test>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\n',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
      `Content-Type: text/plain;\r\n charset="${charset}"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n`,
      hex.replaceAll(/../g, '=$&').replace(/(?<=^.{12})/, '=\r\n'),
      '\r\n--b\r\nContent-Type: text/plain; charset="',
      charset,
      `"\r\nContent-Disposition: attachment; filename*=${charset}''${hex.replaceAll(/../g, '%$&')}.txt\r\n\r\n`,
      'x\r\n--b--\r\n',
    );
    expect(mail.text).toBe(words);
    expect(mail.subject).toBe(`Re: ${words}`);
    expect(mail.from?.name).toBe(words);
    // Of UTF-32 the ending would be four times as long.
    if (!charset.startsWith('utf-32')) expect(mail.attachments[0]?.filename).toBe(`${words}.txt`);
    expect(Buffer.from(mail.attachments[0]!.content).toString().trim()).toBe('x');
    expect(mail.notes).toEqual([]);
  },
);

it.each([
  ['euc-tw', 'c4e3c5c6'],
  ['iso-2022-cn', '1b2429470e56504e440f'],
  ['klingon', 'e9'],
])('what nobody can read in %s is noted', async (charset, hex) => {
  const mail = await parse(
    `From: a@example.test\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`,
    Buffer.from(hex, 'hex'),
  );
  expect(mail.notes).toContain('bad-charset');
});

it('a character may go on in the next word', async () => {
  const [first, second] = [Buffer.from('c6fcbb', 'hex'), Buffer.from('ca', 'hex')].map((bytes) =>
    bytes.toString('base64'),
  );
  const mail = await parse(`From: a@example.test\r\nSubject: =?ujis?B?${first}?=\r\n =?ujis?B?${second}?=\r\n\r\nx`);
  expect(mail.subject).toBe('日司');
});

it('HTML without a charset says it itself', async () => {
  const mail = await parse(
    'From: a@example.test\r\nContent-Type: text/html\r\n\r\n<meta http-equiv="Content-Type" content="text/html; charset=windows-1251"><p>',
    iconv.encode('Ок', 'windows-1251'),
  );
  expect(mail.text).toBe('Ок');
});

it.each([
  [
    'words of a thousand charsets',
    `Subject: ${Array.from({ length: 10_000 }, (_, i) => `=?x-${i}?B?gIE=?=`).join('\r\n ')}`,
  ],
  ['a long line of raw bytes', `Subject: ${'\u{80}'.repeat(200_000)}`],
  ['a long line of none', `Subject: ${'a'.repeat(500_000)}`],
  ['a charset without an end', `Content-Type: text/plain; ${'charset="'.repeat(40_000)}`],
])('%s are taken in stride', async (_name, line) => {
  const start = performance.now();
  const mail = await parse('From: a@example.test\r\n', Buffer.from(line, 'latin1'), '\r\n\r\nx');
  expect(mail.text).toBe('x');
  expect(performance.now() - start).toBeLessThan(3_000);
});
