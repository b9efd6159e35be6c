import { csvLine } from './csv.ts';
import { redactHeaders, redactText } from './redact.ts';

const far = ' \n'.repeat(40);

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
    ['an object', '{"secret":{"a":"zzz","b":["}"]},"n":1}', '{"secret":"[left out]","n":1}'],
    ['a list', '{"tokens":["t1","]",{"a":1}],"n":1}', '{"tokens":"[left out]","n":1}'],
    [
      'an object in JSON inside of JSON',
      String.raw`{"data":"{\"secret\":{\"a\":\"z}\"},\"n\":1}","m":2}`,
      String.raw`{"data":"{\"secret\":\"[left out]\",\"n\":1}","m":2}`,
    ],
    ['an object that is cut off', '{"n":1,"credentials":{"a":"zz', '{"n":1,"credentials":"[left out]"'],
    [
      'an object that ends with the text around it',
      String.raw`{"data":"{\"secret\":{\"a","n":1}`,
      String.raw`{"data":"{\"secret\":\"[left out]\"","n":1}`,
    ],
    ['a value far behind its name', `{"secret"${far}:${far}"zzz"}`, `{"secret"${far}:${far}"[left out]"}`],
    ['a key in a header', 'Host: x\r\nX-Api-Key: abc def\r\nTo: x', 'Host: x\r\nX-Api-Key: [left out]\r\nTo: x'],
    [
      'cookies',
      'Cookie: a=1; b="2"\nSet-Cookie: c=3; Path=/\nTo: x',
      'Cookie: [left out]\nSet-Cookie: [left out]\nTo: x',
    ],
    ['a line that goes on', 'Cookie: a=1;\r\n b=2\r\nTo: x', 'Cookie: [left out]\r\nTo: x'],
    [
      'headers in JSON',
      String.raw`{"raw":"POST /\r\nCookie: a=\"1\"\r\nX-Api-Key: k","n":1}`,
      String.raw`{"raw":"POST /\r\nCookie: [left out]\r\nX-Api-Key: [left out]","n":1}`,
    ],
    ['a header of a command', `curl -H 'X-Api-Key: abc' x`, `curl -H 'X-Api-Key: [left out]' x`],
    [
      'what signs an address',
      'https://files.test/a?X-Amz-Credential=k&X-Amz-Signature=abc&sig=de%2F&n=1',
      'https://files.test/a?X-Amz-Credential=[left out]&X-Amz-Signature=[left out]&sig=[left out]&n=1',
    ],
    [
      'what signs an address in JSON',
      String.raw`{"url":"https://files.test/a?n=1\u0026sig=abc\u0026m=2","data":"{\"u\":\"x?sig=abc\"}"}`,
      String.raw`{"url":"https://files.test/a?n=1\u0026sig=[left out]\u0026m=2","data":"{\"u\":\"x?sig=[left out]\"}"}`,
    ],
    ['a bearer token in passing', '{"note":"sent Bearer abcdef0123456789"}', '{"note":"sent Bearer [left out]"}'],
  ])('leaves out %s', (_what, given, expected) => {
    expect(redactText(given)).toBe(expected);
  });

  it.each([
    '{"message":"The key is under the mat","keyword":"a","monkey":"b"}',
    'Basic words, tokens and keys',
    'Subject: The design of the cookie jar\r\nTo: x',
    '{"signature":"Kind regards","design":{"a":[1]}}',
    'https://files.test/a?design=1&n=2',
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
      '"secret":{'.repeat(6_000),
      '"secret":{}'.repeat(6_000),
      '"secret"' + ' '.repeat(65_536),
      'Cookie: '.repeat(8_000),
      '\nCookie: a'.repeat(6_000),
      '"Cookie: ' + '\\'.repeat(65_536),
      'secret=' + '\\'.repeat(65_536),
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
