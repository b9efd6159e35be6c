import { languages, programNames, Random, replyBy } from '@switchboard/simulator';
import { htmlToText } from './html-text.ts';
import { splitQuotedText } from './quoted-text.ts';

const visible = (...lines: string[]) => splitQuotedText(lines.join('\n')).visible;

describe('the quote below a reply is left out', () => {
  it.each([
    [
      'Gmail',
      [
        'Thank you!',
        '',
        'On Fri, 20 Nov 2026 at 10:00, Support <support@demo.test> wrote:',
        '',
        '> Your cup',
        '> is on its way.',
      ],
    ],
    [
      'Gmail, wrapped',
      [
        'Thank you!',
        '',
        'On Fri, 20 Nov 2026 at 10:00, The Support Team of Demo <',
        'support@demo.test> wrote:',
        '> Your cup',
      ],
    ],
    ['no marks below', ['Thank you!', '', 'On 20.11.2026 10:00, Support wrote:', 'Your cup is on its way.']],
    [
      'Outlook',
      [
        'Thank you!',
        '',
        '________________________________',
        'From: Support <support@demo.test>',
        'Sent: Friday, 20 November 2026',
        'To: Asha',
        'Subject: Re: Cup',
        '',
        'Your cup',
      ],
    ],
    ['old Outlook', ['Thank you!', '-----Original Message-----', 'From: Support', 'Your cup']],
    [
      'German',
      ['Thank you!', '', 'Am Fr., 20. Nov. 2026 um 10:00 Uhr schrieb Support <support@demo.test>:', '> Your cup'],
    ],
    ['marks only', ['Thank you!', '', '> Your cup']],
    ['bars', ['Thank you!', '', '| Your cup', '| is on its way.']],
    ['an answer below the quote', ['On Fri, 20 Nov 2026, Support wrote:', '> Your cup', '', 'Thank you!']],
    ['quotes of quotes', ['Thank you!', '> On Thu, A wrote:', '>> older', '> newer']],
  ])('%s', (_name, lines) => {
    expect(visible(...lines)).toBe('Thank you!');
    expect(splitQuotedText(lines.join('\n')).hasQuote).toBe(true);
  });
});

describe('nothing that was written is left out', () => {
  it.each([
    ['answers between the quotes', ['Hello,', '> Which size?', 'Large.', '> Which colour?', 'Blue.']],
    [
      'a forwarded mail',
      [
        'See below.',
        '',
        '---------- Forwarded message ---------',
        'From: Dev <dev@example.test>',
        'Date: Fri, 20 Nov 2026',
        'Subject: Cup',
        'To: Asha',
        '',
        'It broke.',
      ],
    ],
    ['only a quote', ['> Your cup', '> is on its way.']],
    ['"On" that is no quote', ['Hello,', 'On Monday I wrote:', 'please call.']],
    ['dashes that are no signature', ['One', '--', 'Two', '---', 'Three']],
    ['a list of who wrote', ['People who wrote:', '- asha@example.test', '- dev@example.test']],
    ['only a signature', ['-- ', 'Asha']],
    [
      'a forwarded German mail',
      [
        'Siehe unten.',
        '',
        '---------- Weitergeleitete Nachricht ---------',
        'Von: Dev <dev@example.test>',
        'Gesendet: 20.11.2026',
        'Betreff: Tasse',
        'An: Asha',
        '',
        'Kaputt.',
      ],
    ],
    ['an address block', ['From: Pune', 'To: Mumbai', 'is the route.']],
    ['a diff', ['--- a/x', '+++ b/x']],
    ['a table', ['I ordered:', '', '| item | price |', '|------|-------|', '| cup | 12 |', '', 'Thank you!']],
    [
      'where a parcel goes',
      [
        'Please send it like this:',
        '',
        'From: the depot in Pune',
        'To: the depot in Mumbai',
        'Date: 20.11.2026, before 18:00',
        'Subject: ten cups',
        '',
        'And call me before.',
      ],
    ],
    [
      'where a parcel goes, and when first',
      ['From: Pune', 'Date: 20 November', 'To: Mumbai', 'Subject: ten cups', '', 'And call me before.'],
    ],
    [
      'a forwarded Czech mail',
      [
        'Viz níže.',
        '',
        '---------- Přeposlaná zpráva ---------',
        'Od: Dev <dev@example.test>',
        'Datum: 20. 11. 2026',
        'Předmět: Hrnek',
        'Komu: Asha',
        '',
        'Rozbitý.',
      ],
    ],
  ])('%s', (_name, lines) => {
    expect(visible(...lines)).toBe(lines.join('\n').trim());
  });
});

describe('the head of the mail that is answered is known', () => {
  it.each([
    ['Czech', ['Od', 'Odesláno', 'Komu', 'Předmět']],
    ['Romanian', ['De la', 'Trimis', 'Către', 'Subiect']],
    ['Ukrainian', ['Від', 'Надіслано', 'Кому', 'Тема']],
    ['Croatian', ['Od', 'Poslano', 'Za', 'Predmet']],
    ['Arabic', ['من', 'تم الإرسال', 'إلى', 'الموضوع']],
    ['Arabic, the other way', ['\u200Fمن', 'تاريخ الإرسال', 'إلى', 'الموضوع']],
    ['Hindi', ['प्रेषक', 'भेजा गया', 'प्रति', 'विषय']],
    ['Thai', ['จาก', 'ส่ง', 'ถึง', 'เรื่อง']],
    ['Vietnamese', ['Từ', 'Đã gửi', 'Đến', 'Chủ đề']],
    ['Vietnamese, decomposed', ['Từ', 'Đã gửi', 'Đến', 'Chủ đề'].map((name) => name.normalize('NFD'))],
    ['Bengali', ['প্রেরক', 'প্রেরিত', 'প্রতি', 'বিষয়']],
  ])('in %s', (_name, [from, sent, to, subject]) => {
    const head = [`${sent}: 20. 11. 2026 10:00`, `${to}: Asha`, `${subject}: Re: Cup`, '', 'Your cup'];
    expect(visible('Thank you!', '', `${from}: Support <support@demo.test>`, ...head)).toBe('Thank you!');
    expect(visible('Thank you!', '', `${from}: Support`, ...head)).toBe('Thank you!');
    expect(visible('Thank you!', '_'.repeat(32), `${from}: Support`, ...head)).toBe('Thank you!');
  });

  it.each([
    'শুক্র, ২০ নভে, ২০২৬ তারিখে ১০:০০ AM এ Support <support@demo.test> লিখেছেন:',
    'pá 20. 11. 2026 v 10:00 odesílatel Support <support@demo.test> napsal:',
    'pet, 20. stu 2026. u 10:00 Support <support@demo.test> napisao/la je:',
    'vin., 20 nov. 2026 la 10:00, Support <support@demo.test> a scris:',
    'пт, 20 лист. 2026 р. о 10:00 Support <support@demo.test> пише:',
    'ในวันที่ ศ. 20 พ.ย. 2026 เวลา 10:00 Support <support@demo.test> เขียนว่า:',
    'Vào 10:00, Th 6, 20 thg 11, 2026 Support <support@demo.test> đã viết:',
    'في الجمعة، ٢٠ نوفمبر ٢٠٢٦ في ١٠:٠٠ ص تمت كتابة ما يلي بواسطة Support <support@demo.test>:',
  ])('%s', (line) => {
    expect(visible('Thank you!', '', line, '', 'Your cup')).toBe('Thank you!');
  });
});

describe('the signature is left out', () => {
  it.each([
    ['below dashes', ['Thank you!', '', '-- ', 'Asha Rao', 'Sunfield']],
    ['of a telephone', ['Thank you!', '', 'Sent from my iPhone']],
    ['of a telephone, above a quote', ['Thank you!', '', 'Von meinem iPhone gesendet', '', '> Your cup']],
    ['between the text and the quote', ['Thank you!', '-- ', 'Asha', '', 'On 20.11.2026 10:00, Support wrote:', 'x']],
  ])('%s', (_name, lines) => {
    expect(visible(...lines)).toBe('Thank you!');
  });
});

describe.each(languages.map((language) => [language.code, language] as const))('in %s', (_code, language) => {
  const quoted = {
    from: { name: 'Demo Support', address: 'support@demo.test' },
    to: 'asha@example.test',
    subject: language.subjects[0]!,
    at: new Date('2026-11-20T04:30:00Z'),
    lines: language.sentences.slice(1, 3),
  };

  it.each(programNames)('what %s quotes is left out, in text and in HTML', (program) => {
    const lines = [language.sentences[0]!, '', language.sentences.at(-1)!];
    const { text, html, written } = replyBy(program, { language, lines, name: language.names[0]!, quoted });
    const normal = text.replaceAll('\r\n', '\n').trim();
    const split = splitQuotedText(normal);
    expect(split.visible).toBe(written);
    expect(split.pieces.map((piece) => piece.text).join('\n')).toBe(normal);
    const fromHtml = splitQuotedText(htmlToText(html)).visible;
    expect(fromHtml.replaceAll(/\n+/g, '\n')).toBe(written.replaceAll(/\n+/g, '\n'));
  });
});

it('what is shown and what is hidden are the whole, whatever the text', () => {
  const random = new Random(5);
  const scraps = [
    '',
    ' ',
    '> a',
    '>> b',
    '-- ',
    'Sent from my iPhone',
    'On 20.11.2026 10:00, A <a@b.test> wrote:',
    'From: A <a@b.test>',
    'Sent: today',
    'To: B',
    'Subject: C',
    '________________________________',
    '-----Original Message-----',
    'Hello',
    '你好：',
  ];
  for (let round = 0; round < 2_000; round++) {
    const text = Array.from({ length: random.between(0, 12) }, () => random.pick(scraps)).join('\n');
    const { visible: seen, pieces, hasQuote } = splitQuotedText(text);
    expect(pieces.map((piece) => piece.text).join('\n')).toBe(text);
    const own = pieces
      .filter(({ kind }) => kind === 'text')
      .map((piece) => piece.text)
      .join('\n')
      .trim();
    expect(own).toBe(seen);
    expect(seen !== '' || text.trim() === '').toBe(true);
    if (!hasQuote) expect(seen).toBe(text.trim());
  }
});

it('takes a hostile text in its stride', () => {
  const start = performance.now();
  splitQuotedText('On x\n'.repeat(100_000));
  splitQuotedText('> \n\na\n'.repeat(100_000));
  splitQuotedText(`On ${'a'.repeat(500_000)}`);
  splitQuotedText('From: x\n'.repeat(100_000));
  splitQuotedText('-- \n'.repeat(100_000));
  splitQuotedText(`${'-'.repeat(200_000)} x`);
  splitQuotedText(`${' '.repeat(200_000)}x:`);
  expect(performance.now() - start).toBeLessThan(3_000);
});
