import { MailParser } from './mail-parser.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

const HEAD = 'From: a@example.test\r\nMessage-ID: <1@example.test>\r\nDate: Fri, 20 Nov 2026 09:30:00 +0530\r\n';
const part = (headers: string, body: string) => `--b\r\n${headers}\r\n\r\n${body}\r\n`;
const mixed = (...parts: string[]) => `Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts.join('')}--b--\r\n`;
const text = (...lines: string[]) => `Content-Type: text/plain\r\n\r\n${lines.join('\r\n')}\r\n`;
const armoured = ['-----BEGIN PGP MESSAGE-----', '', 'hQEMA1', '-----END PGP MESSAGE-----'];
const signed = 'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=s';
const letter = part('Content-Type: text/plain', 'Hello');
const footer = part('Content-Type: text/plain', '_____\r\nnews mailing list');
const P7M = 'Content-Transfer-Encoding: base64\r\nContent-Type: application/octet-stream; name=smime.p7m';
const enveloped = Buffer.from('308006092a864886f70d010703a080', 'hex').toString('base64');
const signedData = Buffer.from('308006092a864886f70d010702a080', 'hex').toString('base64');

it.each<[string, string, string[]]>([
  ['an armoured message', text(...armoured), ['encrypted']],
  ['an armoured message below a line', text('See below.', '', ...armoured, '', 'Asha'), ['encrypted']],
  ['an armoured message in HTML', `Content-Type: text/html\r\n\r\n<pre>${armoured.join('\n')}</pre>`, ['encrypted']],
  [
    'a clear-signed text',
    text(
      '-----BEGIN PGP SIGNED MESSAGE-----',
      'Hash: SHA256',
      '',
      'Hello',
      '-----BEGIN PGP SIGNATURE-----',
      '',
      'iQ',
      '-----END PGP SIGNATURE-----',
    ),
    ['signed'],
  ],
  ['signed, and a footer of a list', mixed(part(signed, '--s\r\n\r\nHello\r\n--s--'), footer), ['signed']],
  [
    'encrypted, and a footer of a list',
    mixed(part('Content-Type: multipart/encrypted; boundary=s', '--s\r\n\r\nx\r\n--s--'), footer),
    ['encrypted'],
  ],
  [
    'PGP/MIME as a gateway rewrote it',
    mixed(
      part('Content-Type: text/plain', ''),
      part('Content-Type: application/pgp-encrypted', 'Version: 1'),
      part('Content-Type: application/octet-stream; name=encrypted.asc', armoured.join('\r\n')),
    ),
    ['encrypted'],
  ],
  ['smime.p7m of no type', `${P7M}\r\n\r\n${enveloped}`, ['encrypted']],
  ['smime.p7m in another part', mixed(part(P7M, enveloped), footer), ['encrypted']],
  ['smime.p7m that is signed only', `${P7M}\r\n\r\n${signedData}`, ['signed']],
  [
    'pkcs7-mime that does not say which',
    `Content-Type: application/pkcs7-mime\r\nContent-Transfer-Encoding: base64\r\n\r\n${signedData}`,
    ['signed'],
  ],
  ['certificates alone', `Content-Type: application/pkcs7-mime; smime-type=certs-only\r\n\r\nx`, []],
  ['a quoted message', text('I cannot read this:', '', ...armoured.map((line) => `> ${line}`)), []],
  [
    'the words alone',
    text('What does -----BEGIN PGP MESSAGE----- mean?', '-----BEGIN PGP MESSAGE-----', 'and so on'),
    [],
  ],
  [
    'a file that is encrypted',
    mixed(letter, part('Content-Type: application/pgp-encrypted; name=plan.pdf.gpg', 'x')),
    [],
  ],
  [
    'a signed mail forwarded as a file',
    mixed(letter, part('Content-Type: message/rfc822', `${signed}\r\n\r\n--s\r\n\r\nHello\r\n--s--`)),
    [],
  ],
  ['a file and its signature', mixed(letter, part('Content-Type: application/pgp-signature; name=a.zip.asc', 'x')), []],
])('%s', async (_name, rest, notes) => {
  expect((await parser.parse(Buffer.from(HEAD + rest))).notes).toEqual(notes);
});

it('takes a hostile mail in its stride', async () => {
  const start = performance.now();
  await parser.parse(Buffer.from(HEAD + text('-----BEGIN PGP MESSAGE-----\r\n'.repeat(20_000))));
  await parser.parse(Buffer.from(HEAD + mixed(part(signed, '--s\r\n').repeat(450))));
  expect(performance.now() - start).toBeLessThan(3_000);
});
