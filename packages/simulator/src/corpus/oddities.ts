import { encode } from './charsets.ts';
import { headerText, letterBody, sentences, type Person } from './letters.ts';
import { attachment, extendedParameter, multipart, textPart, type Part } from './mime.ts';
import type { Random } from './random.ts';

/** A mail of a kind that comes rarely: its body, and what its headers have more or less than others. */
export interface Oddity {
  readonly body: Part;
  readonly more?: readonly string[];
  /** Headers that are left out. */
  readonly without?: readonly ('Message-ID' | 'Date' | 'From' | 'Subject' | 'To')[];
  /** Instead of the coded one: bytes of any charset, as `latin1`. */
  readonly subject?: string;
  readonly isAutomatic?: boolean;
}

type Make = (random: Random, writer: Person, boundary: string) => Oddity;

const letter = (random: Random, { language }: Person, boundary: string) => {
  const lines = sentences(random, language);
  return letterBody(random, language, lines.join('\n'), lines.map((line) => `<p>${line}</p>`).join(''), boundary);
};

const plain = (text: string): Part =>
  textPart({ type: 'text/plain', text, charset: 'utf-8', encoding: 'quoted-printable' });

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const makers = {
  'no Message-ID': (random, writer, boundary) => ({ body: letter(random, writer, boundary), without: ['Message-ID'] }),
  'no Date': (random, writer, boundary) => ({ body: letter(random, writer, boundary), without: ['Date'] }),
  'no From': (random, writer, boundary) => ({ body: letter(random, writer, boundary), without: ['From'] }),
  'no Subject': (random, writer, boundary) => ({ body: letter(random, writer, boundary), without: ['Subject'] }),
  'no To': (random, writer, boundary) => ({ body: letter(random, writer, boundary), without: ['To'] }),
  'a broken Date': (random, writer, boundary) => ({
    body: letter(random, writer, boundary),
    without: ['Date'],
    more: [`Date: ${random.pick(['yesterday', '31 Feb 20266 99:99', ''])}`],
  }),
  empty: () => ({ body: plain('') }),
  'raw bytes in the subject': (random, writer, boundary) => {
    const charset = writer.language.charsets.find((name) => name !== 'us-ascii' && name !== 'iso-2022-jp') ?? 'utf-8';
    const bytes = encode(random.pick(writer.language.subjects), charset);
    return { body: letter(random, writer, boundary), subject: bytes.toString('latin1') };
  },
  'UTF-16': (random, writer) => ({
    body: textPart({
      type: 'text/plain',
      text: `\u{feff}${sentences(random, writer.language).join('\n')}`,
      charset: random.pick(['utf-16le', 'utf-16be']),
      encoding: 'base64',
    }),
  }),
  'UTF-7': (random, writer) => ({
    body: textPart({
      type: 'text/plain',
      text: sentences(random, writer.language).join('\n'),
      charset: 'utf-7',
      encoding: '8bit',
    }),
  }),
  'files named by RFC 2231': (random, writer, boundary) => {
    const name = `${random.pick(writer.language.subjects)}.pdf`;
    return {
      body: multipart(
        'mixed',
        [
          letter(random, writer, `${boundary}a`),
          attachment(
            Buffer.from('%PDF-1.4 not much'),
            'application/pdf',
            `attachment;\r\n ${extendedParameter('filename', name, 'utf-8')}`,
          ),
          attachment(PNG, `image/png; name="${headerText(random, name, writer.language)}"`, 'attachment'),
        ],
        boundary,
      ),
    };
  },
  'inline pictures': (random, writer, boundary) => {
    const html = `<p>${sentences(random, writer.language).join(' ')}</p><img src="cid:${boundary}@pic">`;
    return {
      body: multipart(
        'related',
        [
          textPart({ type: 'text/html', text: html, charset: 'utf-8', encoding: 'base64' }),
          attachment(PNG, 'image/png', 'inline; filename="pic.png"', [`Content-ID: <${boundary}@pic>`]),
        ],
        boundary,
      ),
    };
  },
  'parts in parts': (random, writer, boundary) => {
    let part = letter(random, writer, `${boundary}x`);
    for (let depth = random.between(5, 30); depth > 0; depth--)
      part = multipart('mixed', [part], `${boundary}${depth}`);
    return { body: part };
  },
  'many headers': (random, writer, boundary) => ({
    body: letter(random, writer, boundary),
    more: Array.from({ length: random.between(100, 400) }, (_, index) => `X-Trace-${index}: ${random.hex(40)}`),
  }),
  'many recipients': (random, writer, boundary) => ({
    body: letter(random, writer, boundary),
    more: [
      `Cc: ${Array.from({ length: random.between(30, 90) }, (_, index) => `Person ${index} <p${index}.${random.hex(4)}@example.test>`).join(',\r\n ')}`,
    ],
  }),
  'an invitation': (random, writer, boundary) => {
    const ics = `BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:${random.hex(16)}\r\nDTSTART:20261201T093000Z\r\nDTEND:20261201T100000Z\r\nSUMMARY:${random.pick(writer.language.subjects)}\r\nORGANIZER;CN="${writer.name}":mailto:${writer.address}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
    return {
      body: multipart(
        'alternative',
        [
          letter(random, writer, `${boundary}a`),
          {
            headers: [
              'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
              'Content-Transfer-Encoding: base64',
            ],
            body: Buffer.from(Buffer.from(ics).toString('base64')),
          },
        ],
        boundary,
      ),
    };
  },
  signed: (random, writer, boundary) => ({
    body: multipart(
      'signed',
      [
        letter(random, writer, `${boundary}a`),
        attachment(Buffer.from(random.hex(60)), 'application/pgp-signature', 'attachment; filename="signature.asc"'),
      ],
      boundary,
      '; micalg=pgp-sha256; protocol="application/pgp-signature"',
    ),
  }),
  encrypted: (random, _writer, boundary) => ({
    body: multipart(
      'encrypted',
      [
        attachment(Buffer.from('Version: 1'), 'application/pgp-encrypted', 'attachment'),
        attachment(Buffer.from(random.hex(400)), 'application/octet-stream', 'inline; filename="encrypted.asc"'),
      ],
      boundary,
      '; protocol="application/pgp-encrypted"',
    ),
  }),
  'a mail forwarded as a file': (random, writer, boundary) => ({
    body: multipart(
      'mixed',
      [
        letter(random, writer, `${boundary}a`),
        {
          headers: ['Content-Type: message/rfc822', 'Content-Disposition: attachment'],
          body: Buffer.from(
            `From: somebody@example.test\r\nSubject: inner\r\nMessage-ID: <inner.${random.hex(20)}@example.test>\r\n\r\ninner text\r\n`,
          ),
        },
      ],
      boundary,
    ),
  }),
  forwarded: (random, writer, boundary) => {
    const { language } = writer;
    const [from, sent, to, subject] = language.headers;
    const head = `---------- ${language.forwardedMessage} ---------\n${from}: Dev <dev@example.test>\n${sent}: 20.11.2026\n${subject}: ${random.pick(language.subjects)}\n${to}: ${writer.address}`;
    const text = `${sentences(random, language).join('\n')}\n\n${head}\n\n${sentences(random, language).join('\n')}`;
    return { body: letterBody(random, language, text, `<pre>${text.replaceAll('<', '&lt;')}</pre>`, boundary) };
  },
  'an automatic answer': (random, writer, boundary) => ({
    body: letter(random, writer, boundary),
    more: [random.pick(['Auto-Submitted: auto-replied', 'X-Autoreply: yes', 'Precedence: auto_reply'])],
    isAutomatic: true,
  }),
  'from a list': (random, writer, boundary) => ({
    body: letter(random, writer, boundary),
    more: [`List-Id: <news.${random.hex(4)}.example.test>`, 'Precedence: bulk'],
  }),
  large: (random, writer) => ({
    body: plain(
      `${sentences(random, writer.language).join('\n')}\n${'A line that is there very often.\n'.repeat(random.between(4_000, 9_000))}`,
    ),
  }),
} satisfies Record<string, Make>;

export type OddityName = keyof typeof makers;
export const oddityNames = Object.keys(makers) as OddityName[];

export function makeOddity(name: OddityName, random: Random, writer: Person, boundary: string): Oddity {
  return makers[name](random, writer, boundary);
}
