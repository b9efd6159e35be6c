import { plainSignature, signatureHtml } from './signature-text.ts';

it.each([
  ['*Asha Rao*\n_Support_', '<b>Asha Rao</b><br>\n<i>Support</i>', 'Asha Rao\nSupport'],
  [
    '[Our shop](https://shop.test/a?b=1&c=2)',
    '<a href="https://shop.test/a?b=1&amp;c=2">Our shop</a>',
    'Our shop (https://shop.test/a?b=1&c=2)',
  ],
  ['-- \nAsha', 'Asha', 'Asha'],
  ['https://shop.test', '<a href="https://shop.test">https://shop.test</a>', 'https://shop.test'],
  ['snake_case_name, 2 * 3', 'snake_case_name, 2 * 3', 'snake_case_name, 2 * 3'],
  ['<script>x</script> *<b>*', '&lt;script&gt;x&lt;/script&gt; <b>&lt;b&gt;</b>', '<script>x</script> <b>'],
  ['[x](javascript:alert(1))', '[x](javascript:alert(1))', '[x](javascript:alert(1))'],
])('%s', (text, html, plain) => {
  expect(signatureHtml(text)).toBe(html);
  expect(plainSignature(text)).toBe(plain);
});
