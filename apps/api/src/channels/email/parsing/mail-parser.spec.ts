import { monitorEventLoopDelay } from 'node:perf_hooks';
import { MailParser } from './mail-parser.ts';
import { MailRefusal, type ParsedMail } from './parsed-mail.ts';

const parser = new MailParser();
afterAll(() => parser.onApplicationShutdown());

const parse = (...lines: string[]) => parser.parse(Buffer.from(lines.join('\r\n')));
const HEAD = [
  'From: Asha Rao <Asha.Rao@Example.test>',
  'To: support@demo.test',
  'Subject: Broken cup',
  'Message-ID: <1@example.test>',
  'Date: Fri, 20 Nov 2026 09:30:00 +0530',
];

/** What became of a bomb, how long it took, and the longest the event loop stood still (both ms). */
async function detonate(
  raw: string | Buffer,
): Promise<{ mail?: ParsedMail; refusal?: string; took: number; stall: number }> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  const bytes = Buffer.from(raw);
  const start = performance.now();
  delay.enable();
  const outcome = await parser.parse(bytes).then(
    (mail) => ({ mail }),
    (error: unknown) => {
      if (!(error instanceof MailRefusal)) throw error;
      return { refusal: error.message };
    },
  );
  delay.disable();
  return { ...outcome, took: performance.now() - start, stall: delay.max / 1e6 };
}

describe('a mail', () => {
  it('is read in full', async () => {
    const mail = await parse(
      ...HEAD,
      'Cc: "Dev, the second" <dev@example.test>, Team: a@example.test, b@example.test;',
      'Reply-To: asha@home.test',
      'In-Reply-To: <0@demo.test>',
      'References: <root@demo.test> <0@demo.test>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=m',
      '',
      '--m',
      'Content-Type: multipart/alternative; boundary=a',
      '',
      '--a',
      'Content-Type: text/plain; charset=utf-8',
      'Content-Transfer-Encoding: 8bit',
      '',
      'It came broken. ☕',
      '',
      'On Thu, 19 Nov 2026 at 10:00, Support <support@demo.test> wrote:',
      '> Your cup is on its way.',
      '--a',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p onclick="x()">It came <b>broken</b>. <img src="cid:pic@x"><img src="http://tracker.test/p.gif"></p><script>steal()</script>',
      '--a--',
      '--m',
      'Content-Type: image/png; name="../../cup.png"',
      'Content-ID: <pic@x>',
      'Content-Disposition: inline; filename="../../cup.png"',
      'Content-Transfer-Encoding: base64',
      '',
      'iVBORw0KGgo=',
      '--m',
      'Content-Type: message/rfc822',
      '',
      'Subject: inner',
      '',
      'inner text',
      '--m--',
    );
    expect(mail).toMatchObject({
      messageId: '<1@example.test>',
      inReplyTo: '<0@demo.test>',
      references: ['<root@demo.test>', '<0@demo.test>'],
      from: { address: 'asha.rao@example.test', name: 'Asha Rao' },
      to: [{ address: 'support@demo.test', name: null }],
      cc: [
        { address: 'dev@example.test', name: 'Dev, the second' },
        { address: 'a@example.test', name: null },
        { address: 'b@example.test', name: null },
      ],
      replyTo: [{ address: 'asha@home.test', name: null }],
      subject: 'Broken cup',
      date: '2026-11-20T04:00:00.000Z',
      text: 'It came broken. ☕',
      fullText: expect.stringContaining('> Your cup is on its way.') as unknown,
      hasRemoteImages: true,
      notes: [],
    });
    expect(mail.html).toContain('<img src="cid:pic@x" />');
    expect(mail.html).toContain('data-remote-src="http://tracker.test/p.gif"');
    expect(mail.html).not.toMatch(/onclick|steal|\ssrc="http/);
    expect(mail.attachments.map(({ content, ...rest }) => ({ ...rest, size: content.length }))).toEqual([
      { filename: 'cup.png', contentType: 'image/png', contentId: 'pic@x', isInline: true, size: 8 },
      { filename: 'Forwarded mail.eml', contentType: 'message/rfc822', contentId: null, isInline: false, size: 27 },
    ]);
  });

  it('has its parts without a name called what they are, and those that say nothing left out', async () => {
    const part = (type: string, body = 'x') => [
      '--b',
      `Content-Type: ${type}`,
      'Content-Disposition: attachment',
      '',
      body,
    ];
    const mail = await parse(
      ...HEAD,
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...part('application/pgp-encrypted', 'Version: 1'),
      ...part('application/pgp-encrypted; name=plan.gpg', 'sealed'),
      ...part('text/calendar'),
      ...part('image/png'),
      ...part('image/png'),
      ...part('application/x-thing'),
      '--b--',
    );
    expect(mail.attachments.map(({ filename }) => filename)).toEqual([
      'plan.gpg',
      'Invitation.ics',
      'Picture.png',
      'Picture 2.png',
      'File.bin',
    ]);
  });

  it('of HTML only has its words as text', async () => {
    const mail = await parse(
      ...HEAD,
      'Content-Type: text/html',
      '',
      '<style>p{}</style><p>Hello&nbsp;there,<br>bye</p><blockquote>old</blockquote>',
    );
    expect(mail.fullText).toBe('Hello there,\nbye\n\n> old');
    expect(mail.text).toBe('Hello there,\nbye');
  });

  it('has the same hash whatever relays add, and another for another body', async () => {
    const one = await parse(...HEAD, '', 'Body', '');
    const relayed = await parser.parse(
      Buffer.from(['Received: by relay', 'Return-Path: <x@y.test>', ...HEAD, '', 'Body'].join('\n')),
    );
    const other = await parse(...HEAD, '', 'Another body');
    expect(relayed.contentHash).toEqual(one.contentHash);
    expect(other.contentHash).not.toEqual(one.contentHash);
  });
});

describe('a flawed mail is stored with a note', () => {
  it.each([
    ['no-message-id', ['From: a@example.test', 'Date: Fri, 20 Nov 2026 09:30:00 +0530', '', 'x']],
    ['no-from', ['To: support@demo.test', '', 'x']],
    ['no-from', ['From: undisclosed', '', 'x']],
    ['no-date', ['From: a@example.test', 'Date: yesterday', '', 'x']],
    ['bad-charset', [...HEAD, 'Content-Type: text/plain; charset=klingon-1', '', 'nuqneH']],
    ['empty', [...HEAD, '', '']],
    ['auto-submitted', [...HEAD, 'Auto-Submitted: auto-replied', '', 'away']],
  ])('%s', async (note, lines) => {
    expect((await parse(...lines)).notes).toContain(note);
  });

  it.each([
    ['multipart/signed; micalg=pgp-sha256; protocol="application/pgp-signature"; boundary=s', 'signed'],
    ['application/pkcs7-mime; smime-type=signed-data; name=smime.p7m', 'signed'],
    ['multipart/encrypted; protocol="application/pgp-encrypted"; boundary=s', 'encrypted'],
    ['application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m', 'encrypted'],
  ])('%s is %s, and its parts are kept', async (type, note) => {
    const body = type.startsWith('multipart')
      ? [
          '--s',
          'Content-Type: text/plain',
          '',
          'Hello',
          '--s',
          'Content-Type: application/octet-stream',
          '',
          'x',
          '--s--',
        ]
      : ['x'];
    const mail = await parse(...HEAD, `Content-Type: ${type}`, '', ...body);
    expect(mail.notes).toEqual([note]);
    expect(mail.attachments).toHaveLength(1);
  });

  it('even when there is nothing at all', async () => {
    const mail = await parser.parse(Buffer.alloc(0));
    expect(mail.notes).toEqual(['no-message-id', 'no-from', 'empty', 'no-date']);
  });

  it('bytes that are not of the charset, NULs and half characters never reach the database', async () => {
    const raw = Buffer.concat([
      Buffer.from([...HEAD, 'Content-Type: text/plain; charset=utf-8', '', 'a\0b '].join('\r\n')),
      Buffer.from([0xff, 0xfe, 0xed, 0xa0, 0x80]),
    ]);
    const mail = await parser.parse(raw);
    expect(mail.notes).toContain('bad-charset');
    expect(mail.text).toMatch(/^ab \uFFFD+$/);
  });

  it('a body too long to show becomes an attachment', async () => {
    const mail = await parse(...HEAD, '', 'All work and no play. '.repeat(20_000));
    expect(mail.notes).toEqual(['body-cut']);
    expect(mail.text).toHaveLength(262_144);
    expect(mail.attachments[0]).toMatchObject({ filename: 'message.txt' });
    expect(mail.attachments[0]?.content).toHaveLength('All work and no play. '.length * 20_000 - 1);
  });
});

describe('a mail bomb is stored or refused within 5 s and never stalls the event loop', () => {
  const head = HEAD.join('\r\n');
  const nested = (depth: number) =>
    Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join(
      '',
    );
  const parts = (type: string) =>
    `${head}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${Array.from({ length: 20_000 }, (_, i) => `--b\r\nContent-Type: ${type}\r\n\r\npart ${i}\r\n`).join('')}--b--`;

  it.each<[string, () => string, RegExp | null]>([
    [
      '20,000 headers',
      () => `${head}\r\n${Array.from({ length: 20_000 }, (_, i) => `X-${i}: y`).join('\r\n')}\r\n\r\nhi`,
      /header lines/,
    ],
    ['a header of 1 MB', () => `${head}\r\nX: ${'y'.repeat(1_048_576)}\r\n\r\nhi`, /header has/],
    ['5,000 levels', () => `${head}\r\n${nested(5_000)}\r\nhi`, /nesting/],
    ['20,000 text parts', () => parts('text/plain'), null],
    ['20,000 files', () => parts('application/pdf'), /20000 attachments/],
    ['address lists made to be quadratic', () => `From: a@b.test\r\nTo: ${'a:b;'.repeat(120_000)}\r\n\r\nhi`, null],
    [
      '20,000 addresses',
      () => `From: a@b.test\r\nTo: ${Array.from({ length: 20_000 }, (_, i) => `x${i}@y.test`).join(', ')}\r\n\r\nhi`,
      /20000 addresses/,
    ],
    [
      '30,000 levels of tags',
      () => `${head}\r\nContent-Type: text/html\r\n\r\n${'<blockquote><p>'.repeat(15_000)}`,
      null,
    ],
    ['half a million open tags', () => `${head}\r\nContent-Type: text/html\r\n\r\n${'<div>'.repeat(400_000)}`, null],
    [
      '24 MB of flowed text',
      () => `${head}\r\nContent-Type: text/plain; format=flowed\r\n\r\n${'> a \r\n'.repeat(4_000_000)}`,
      /over \d+ (?:ms|MB)/,
    ],
    ['26 MB', () => `${head}\r\n\r\n${'x'.repeat(26_300_000)}`, /bytes/],
  ])(
    '%s',
    async (_name, bomb, refusal) => {
      await parse(...HEAD, '', 'warm up');
      const outcome = await detonate(bomb());
      if (refusal) expect(outcome.refusal).toMatch(refusal);
      else expect(outcome.mail).toBeDefined();
      expect(outcome.took).toBeLessThan(5_000);
      expect(outcome.stall).toBeLessThan(500);
    },
    20_000,
  );

  it('and the next mail is read as if nothing had been', async () => {
    const [bomb, mail] = await Promise.all([
      detonate(`${head}\r\nContent-Type: text/plain; format=flowed\r\n\r\n${'> a \r\n'.repeat(4_000_000)}`),
      parse(...HEAD, '', 'Still here'),
    ]);
    expect(bomb.refusal).toBeDefined();
    expect(mail.text).toBe('Still here');
    expect((await parse(...HEAD, '', 'And here')).text).toBe('And here');
  }, 20_000);
});
