import { csvLine } from './csv.ts';
import { redactHeaders, redactText } from './redact.ts';

describe('what an administrator sees of secrets', () => {
  it.each([
    ['a key in JSON', '{"Apikey":"KK12345","ucid":"1"}', '{"Apikey":"[left out]","ucid":"1"}'],
    ['a number', '{"password": 1234, "n": 5}', '{"password": "[left out]", "n": 5}'],
    ['a quote in the value', String.raw`{"secret":"a\"b","n":1}`, '{"secret":"[left out]","n":1}'],
    [
      'a key in JSON inside of JSON',
      String.raw`{"data":"{\"api_key\":\"abc\",\"n\":1}"}`,
      String.raw`{"data":"{\"api_key\":\"[left out]\",\"n\":1}"}`,
    ],
    ['a token with a longer name', '{"x-access-token":"abc"}', '{"x-access-token":"[left out]"}'],
    ['a field of a form', 'ucid=1&apikey=abc&to=9000000001', 'ucid=1&apikey=[left out]&to=9000000001'],
    [
      'a query',
      'https://portal.example.test/hook?secret=abc&x=1',
      'https://portal.example.test/hook?secret=[left out]&x=1',
    ],
    ['a header inside of a body', 'Authorization: Basic abcdefgh\r\nTo: x', 'Authorization: [left out]\r\nTo: x'],
    ['a bearer token in passing', '{"note":"sent Bearer abcdef0123456789"}', '{"note":"sent Bearer [left out]"}'],
  ])('leaves out %s', (_what, given, expected) => {
    expect(redactText(given)).toBe(expected);
  });

  it.each([
    '{"message":"The key is under the mat","keyword":"a","monkey":"b"}',
    'Basic words, tokens and keys',
    '{"a":1}',
  ])('leaves %s as it came', (given) => {
    expect(redactText(given)).toBe(given);
  });

  it('stays quick on text made to be slow', () => {
    const started = performance.now();
    for (const hostile of [
      '"key"'.repeat(13_000),
      '\\'.repeat(65_536),
      '"api_key":"'.repeat(6_000),
      'a-'.repeat(32_000),
      '"' + 'a_'.repeat(32_000),
    ])
      redactText(hostile);
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('leaves out headers by their name', () => {
    expect(redactHeaders({ authorization: 'Bearer abcdefghijk', 'X-Api-Key': 'abc', 'user-agent': 'hooks/1' })).toEqual(
      {
        authorization: '[left out]',
        'X-Api-Key': '[left out]',
        'user-agent': 'hooks/1',
      },
    );
  });
});

describe('a line of CSV', () => {
  it.each([
    [['=1+1', '+1', '-1', '@a', '\t=x', ' =x', '|cmd'], `"'=1+1","'+1","'-1","'@a","'\t=x","' =x","'|cmd"\r\n`],
    [
      ['a,b', 'say "x"', 'two\nlines', null, 7, new Date(0)],
      '"a,b","say ""x""","two\nlines",,7,1970-01-01T00:00:00.000Z\r\n',
    ],
    [['plain', ''], 'plain,\r\n'],
  ])('is safe to open: %j', (cells, expected) => {
    expect(csvLine(cells)).toBe(expected);
  });
});
