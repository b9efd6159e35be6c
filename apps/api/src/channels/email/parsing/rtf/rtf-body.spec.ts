import { LARGEST_RTF } from './compressed-rtf.ts';
import { readRtf } from './rtf-body.ts';

const read = (rtf: string) => readRtf(Buffer.from(rtf, 'latin1'));

const FONTS =
  '{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset204 Arial Cyr;}{\\f2\\fcharset128{\\*\\falt x}MS Gothic;}{\\f3\\fnil\\fcharset0 Calibri;}}';

it.each([
  ['words', '{\\rtf1\\ansi Hello\\par there\\tab you}', 'Hello\r\nthere\tyou'],
  ['line ends that are none', '{\\rtf1 Hel\r\nlo}', 'Hello'],
  [
    'groups that are not of the message',
    `{\\rtf1${FONTS}{\\colortbl;\\red1;}{\\*\\generator x;}{\\info{\\title y}}a}`,
    'a',
  ],
  ['signs', '{\\rtf1 \\{a\\}\\\\\\~b\\_c\\ldblquote d\\rdblquote\\emdash}', '{a}\\\u00A0b\u2011c“d”—'],
  ['the code page', "{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", 'При'],
  ['the charset of a font', `{\\rtf1\\ansi\\ansicpg1252${FONTS}\\f1 \\'cf{\\f3 \\'e9}\\'f0\\plain \\'e9}`, 'Пéрé'],
  ['characters of two bytes', `{\\rtf1\\ansi${FONTS}{\\f2 \\'93\\'fa\\'96\\'7b\\'83A}b}`, '日本アb'],
  [
    'Unicode and what stands for it',
    "{\\rtf1 \\u26085?\\u26412\\'3f{\\uc2\\u-10179 ??\\u-8378 ??}x{\\uc0\\u233}}",
    '日本🝆xé',
  ],
  ['what a font is called like a property of objects', '{\\rtf1 \\constructor a\\toString b}', 'ab'],
  ['bytes that are no text', '{\\rtf1 a\\bin4 }}}}b}', 'ab'],
  ['links', '{\\rtf1 {\\field{\\*\\fldinst HYPERLINK "x"}{\\fldrslt here}}}', 'here'],
  ['nothing after the end', '{\\rtf1 a}b', 'a'],
  ['what breaks off', '{\\rtf1 a{b\\u', 'ab'],
])('%s', (_what, rtf, text) => {
  expect(read(rtf)).toEqual({ html: null, text });
});

it('the text it was made of', () => {
  expect(read('{\\rtf1\\ansi\\ansicpg1252\\fromtext{\\colortbl\\red0;}{a\\par\\tab b \\{c\\}}}')).toEqual({
    html: null,
    text: 'a\r\n\tb {c}',
  });
});

it('the HTML it was made of, without what stands there for readers of RTF', () => {
  const rtf = String.raw`{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0${FONTS}
{\*\htmltag19 <html>}{\*\htmltag50 <body>}\htmlrtf \lang1033 \htmlrtf0
{\*\htmltag64 <p class="a\'e4">}\htmlrtf {\htmlrtf0 It came{\*\htmltag84 &nbsp;}\htmlrtf \'a0\htmlrtf0
{\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 broken \f1 \'cf\f0 {\*\mhtmltag84 x}{\*\htmltag92 </b>}\htmlrtf }\htmlrtf0
\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\htmltag0 \par }{\*\htmltag58 </body>}}`;
  expect(read(rtf)).toEqual({
    html: '<html><body><p class="aä">It came&nbsp;<b>broken П</b></p>\r\n</body>',
    text: null,
  });
});

/** As large as it may be, and made to be slow: what is not linear ends with the patience of the test. */
it.each([
  ['groups', '{'.repeat(LARGEST_RTF), 0],
  ['text', `{\\rtf1 ${'a'.repeat(LARGEST_RTF - 7)}`, LARGEST_RTF - 7],
  ['escapes', `{\\rtf1 ${"\\'e4".repeat(1_048_574)}`, 1_048_574],
  ['fonts', `{\\rtf1{\\fonttbl${'\\f1\\fcharset204'.repeat(270_000)}}a}`, 1],
  ['a number', `{\\rtf1\\u${'9'.repeat(4_194_000)}`, 4_194_000 - 11],
])('is read though it is nothing but %s', (_what, rtf, length) => {
  expect(read(rtf).text ?? '').toHaveLength(length);
});
