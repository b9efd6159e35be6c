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
    ['a signature', ['Thank you!', '-- ', 'Asha']],
    ['an address block', ['From: Pune', 'To: Mumbai', 'is the route.']],
    ['a diff', ['--- a/x', '+++ b/x']],
  ])('%s', (_name, lines) => {
    expect(visible(...lines)).toBe(lines.join('\n').trim());
  });
});

it('takes a hostile text in its stride', () => {
  const start = performance.now();
  splitQuotedText('On x\n'.repeat(100_000));
  splitQuotedText('> \n\na\n'.repeat(100_000));
  splitQuotedText(`On ${'a'.repeat(500_000)}`);
  expect(performance.now() - start).toBeLessThan(3_000);
});
