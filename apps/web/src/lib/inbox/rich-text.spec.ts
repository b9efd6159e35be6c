import { spansOf } from './rich-text.ts';

describe('spansOf', () => {
  it('finds links and leaves the full stop out of them', () => {
    expect(spansOf('See https://example.test/a?b=1. Or www.example.test, or a@example.test!', false)).toEqual([
      { type: 'text', text: 'See ' },
      { type: 'link', text: 'https://example.test/a?b=1', href: 'https://example.test/a?b=1' },
      { type: 'text', text: '. Or ' },
      { type: 'link', text: 'www.example.test', href: 'https://www.example.test' },
      { type: 'text', text: ', or ' },
      { type: 'link', text: 'a@example.test', href: 'mailto:a@example.test' },
      { type: 'text', text: '!' },
    ]);
  });

  it("understands WhatsApp's marks, and only within words that stand alone", () => {
    expect(spansOf('*Urgent* and 2*3*4 and snake_case_name and ~gone~', true)).toEqual([
      { type: 'bold', text: 'Urgent' },
      { type: 'text', text: ' and 2*3*4 and snake_case_name and ' },
      { type: 'strike', text: 'gone' },
    ]);
  });

  it.each(['javascript:alert(1)', 'data:text/html,x', 'vbscript:x', 'file:///etc/passwd'])(
    'makes no link of %s',
    (text) => {
      expect(spansOf(text, true).some(({ type }) => type === 'link')).toBe(false);
    },
  );

  it('loses nothing', () => {
    const text = 'a *b* https://example.test/x_y_z _c_\n\n`d`';
    expect(
      spansOf(text, true)
        .map((span) => span.text)
        .join('')
        .replaceAll(/[*_`]/g, ''),
    ).toBe(text.replaceAll(/[*_`]/g, ''));
  });

  it('is quick on long text made to be slow', () => {
    const started = performance.now();
    spansOf(`${'*a '.repeat(20_000)}${'a.'.repeat(20_000)}@`, true);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
