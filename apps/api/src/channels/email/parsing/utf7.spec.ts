import { MailParser } from './mail-parser.ts';
import { decodeUtf7, withoutUtf7 } from './utf7.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

it.each([
  ['A+ImIDkQ.', 'A≢Α.'],
  ['Hi Mom -+Jjo--!', 'Hi Mom -☺-!'],
  ['+ZeVnLIqe-', '日本語'],
  ['1 +- 1 = 2', '1 + 1 = 2'],
  ['+AGEAKw-', 'a+'],
  ['+2DzfSw-', '🍋'],
  // What is no UTF-7 stays as it is.
  ['call +1-555 or +', 'call +1-555 or +'],
  ['plain', 'plain'],
])('%s is read as %s', (coded, text) => {
  expect(decodeUtf7(coded)).toBe(text);
});

const HEAD = 'From: a@example.test\r\nMessage-ID: <1@x.test>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\n';
const CODED = '+ZeVnLIqe- +AOkA6A-l+AOA- 1+-1';
const WORDS = '日本語 éèlà 1+1';

it.each([
  ['7bit', 'utf-7', CODED],
  ['8bit', '"UTF-7"', CODED],
  ['7bit', 'unicode-1-1-utf-7', CODED],
  ['quoted-printable', 'utf-7', CODED.replaceAll('+', '=2B').replace('=2BAOA-', '=2BA=\r\nOA-')],
  ['base64', 'utf-7', Buffer.from(CODED).toString('base64')],
])('a body in %s, charset=%s, becomes text', async (coding, charset, body) => {
  const mail = await parser.parse(
    Buffer.from(
      `${HEAD}Content-Type: text/plain;\r\n charset=${charset}; format=fixed\r\nContent-Transfer-Encoding: ${coding}\r\n\r\n${body}\r\n`,
    ),
  );
  expect(mail).toMatchObject({ text: WORDS, notes: [] });
});

it('only the parts that are in UTF-7 are read so; files and mails in mails stay as they are', async () => {
  const inner = 'Subject: +ZeVnLIqe-\r\nContent-Type: text/plain; charset=utf-7\r\n\r\n+ZeVnLIqe-';
  const mail = await parser.parse(
    Buffer.from(
      [
        `${HEAD}Subject: =?utf-7?Q?=2BZeVnLIqe-?= =?unicode-1-1-utf-7?B?${Buffer.from('+AOk-').toString('base64')}?=`,
        'Content-Type: multipart/mixed; boundary="m m"',
        '',
        'Not a part: +ZeVnLIqe-',
        '--m m',
        'Content-Type: multipart/alternative;',
        ' boundary=a',
        '',
        '--a',
        'Content-Type: text/plain; charset=utf-7',
        '',
        CODED,
        '--a',
        'Content-Type: text/html; charset=utf-7',
        '',
        '<p>+ZeVnLIqe-</p>+ADw-script+AD4-steal()+ADw-/script+AD4-',
        '--a--',
        '--m m',
        'Content-Type: text/plain; charset=utf-8',
        '',
        'Sum +ZeVnLIqe-',
        '--m m',
        'Content-Type: text/plain; charset=utf-7; name=a.txt',
        'Content-Disposition: attachment; filename=a.txt',
        '',
        CODED,
        '--m m',
        'Content-Type: message/rfc822',
        '',
        inner,
        '--m m--',
        '',
      ].join('\r\n'),
    ),
  );
  expect(mail.subject).toBe('日本語é');
  expect(mail.fullText).toContain(WORDS);
  expect(mail.fullText).toContain('Sum +ZeVnLIqe-');
  expect(mail.html).toContain('<p>日本語</p>');
  expect(mail.html).not.toMatch(/script|steal/);
  expect(mail.attachments.map(({ content }) => Buffer.from(content).toString())).toEqual([
    `${CODED}\n`,
    `${inner.replaceAll('\r\n', '\n')}\n`,
  ]);
});

it('a mail that only speaks of UTF-7 is left alone', () => {
  const raw = Buffer.from(
    `${HEAD}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nUTF-7 has +- \xe9 in it\r\n--b\n\n--b--`,
    'latin1',
  );
  expect(withoutUtf7(raw)).toEqual(raw);
});
