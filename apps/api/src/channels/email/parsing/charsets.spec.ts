import { MailParser } from './mail-parser.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

/** The same words as each charset writes them, in hexadecimal. */
const samples: [charset: string, bytes: string, words: string][] = [
  ['iso-2022-jp', '1b2442467c4b5c386c1b2842', '日本語'],
  ['shift_jis', '93fa967b8cea', '日本語'],
  ['euc-jp', 'c6fccbdcb8ec', '日本語'],
  ['gb2312', 'd6d0b9fa', '中国'],
  ['gbk', 'd6d0b9fa', '中国'],
  ['gb18030', 'd6d0b9fa8130d238', '中国Џ'],
  ['big5', 'a4a4b0ea', '中國'],
  ['euc-kr', 'b1e8c4a1', '김치'],
  ['ks_c_5601-1987', 'b1e8c4a1', '김치'],
  ['koi8-r', 'f0d2c9d7c5d4', 'Привет'],
  ['koi8-u', 'f0d2c9d7a6d4', 'Привіт'],
  ['windows-1251', 'cff0e8e2e5f2', 'Привет'],
  ['iso-8859-5', 'bfe0d8d2d5e2', 'Привет'],
  ['iso-8859-1', 'e96ce87665', 'élève'],
  ['iso-8859-2', 'b36fbc', 'łoź'],
  ['iso-8859-7', 'e3e5e9e1', 'γεια'],
  ['iso-8859-8', 'f9ece5ed', 'שלום'],
  ['iso-8859-9', 'fefdf0', 'şığ'],
  ['iso-8859-15', '3132a4', '12€'],
  ['windows-1252', '93a494', '“¤”'],
  ['iso-8859-1', '80209232', '€ ’2'],
  ['windows-1256', 'e3d1cdc8c7', 'مرحبا'],
  ['windows-874', 'e4b7c2', 'ไทย'],
  ['utf-16le', '1f043f04', 'Пп'],
  ['utf-16be', '041f043f', 'Пп'],
];

it.each(samples)('%s is read in the body, the subject and the name of a file', async (charset, hex, words) => {
  const base64 = Buffer.from(hex, 'hex').toString('base64');
  const mail = await parser.parse(
    Buffer.from(
      [
        'From: a@example.test',
        `Subject: =?${charset}?B?${base64}?=`,
        'Content-Type: multipart/mixed; boundary=b',
        '',
        '--b',
        `Content-Type: text/plain; charset="${charset}"`,
        'Content-Transfer-Encoding: base64',
        '',
        base64,
        '--b',
        'Content-Type: application/pdf',
        `Content-Disposition: attachment; filename*=${charset}''${hex.replaceAll(/../g, '%$&')}.pdf`,
        '',
        'x',
        '--b--',
        '',
      ].join('\r\n'),
    ),
  );
  expect(mail.text).toBe(words);
  expect(mail.subject).toBe(words);
  // Of UTF-16 the ending would be two characters.
  if (!charset.startsWith('utf-16')) expect(mail.attachments[0]?.filename).toBe(`${words}.pdf`);
  expect(mail.notes).not.toContain('bad-charset');
});
