import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OutboundHttp } from '../../../../kernel/net/outbound-http.ts';
import { readEnvironment } from '../../../../kernel/config/environment.ts';
import type { OutboundChat } from '../../chat-provider.ts';
import exchanges from './fixtures/exchanges.json' with { type: 'json' };
import { failureText } from './interakt-failures.ts';
import { InteraktProvider } from './interakt.provider.ts';

interface Answer {
  status?: number;
  body?: unknown;
  /** What happens to the connection instead of an answer. */
  instead?: 'drop' | 'hang' | 'half';
}

const [unknownCustomer, windowClosed, missingValues, unauthorized, rateLimited] = exchanges.send_errors as Answer[];
const accepted: Answer = exchanges.send_text_ok.response;
const tracked: Answer = exchanges.track_user.response;
const MESSAGE = '/v1/public/message/';
const TRACK = '/v1/public/track/users/';

const text: OutboundChat = {
  messageId: 'chat_msg_42',
  phone: '+919000000001',
  customerName: 'Ramesh K',
  text: 'Hello',
  media: null,
  template: null,
  interactive: null,
};

describe('a send to Interakt', () => {
  let server: Server;
  let provider: InteraktProvider;
  let http: OutboundHttp;
  let answers: Answer[];
  let requests: { path: string; authorization: string | undefined; body: unknown }[];

  beforeAll(async () => {
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        requests.push({ path: request.url ?? '', authorization: request.headers.authorization, body });
        const { status, body: given, instead } = answers.shift() ?? { status: 500, body: 'asked too often' };
        if (instead === 'drop') return request.socket.destroy();
        if (instead === 'hang') return;
        if (instead === 'half') {
          response.writeHead(201, { 'content-length': '500' }).write('{"result":true,');
          return setImmediate(() => request.socket.destroy());
        }
        response.writeHead(status ?? 200).end(typeof given === 'string' ? given : JSON.stringify(given));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    http = new OutboundHttp(
      readEnvironment({
        NODE_ENV: 'test',
        ALLOW_LOOPBACK_PROVIDERS: '1',
        DATABASE_URL: 'postgres://localhost/none',
        SUPABASE_URL: 'http://127.0.0.1:9',
        SUPABASE_ANON_KEY: 'test-anon-key',
        CREDENTIALS_KEY: Buffer.alloc(32, 7).toString('base64'),
      }),
    );
    provider = new InteraktProvider(http);
  });

  beforeEach(() => {
    requests = [];
  });

  afterAll(async () => {
    http.onApplicationShutdown();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (given: Partial<OutboundChat>, script: Answer[], signal = new AbortController().signal) => {
    answers = [...script];
    const { port } = server.address() as AddressInfo;
    const account = { apiBaseUrl: `http://127.0.0.1:${port}`, apiKey: 'the key as shown' };
    return provider.send(account, { ...text, ...given }, signal);
  };

  it('has the documented form for a text', async () => {
    expect(await send({}, [accepted])).toEqual({
      kind: 'accepted',
      externalId: 'cb6dba51-9571-4a2e-98c4-000000000010',
    });
    const { countryCode, phoneNumber, ...documented } = exchanges.send_text_ok.request;
    const fullPhoneNumber = `${countryCode}${phoneNumber}`.slice(1);
    expect(requests).toEqual([
      { path: MESSAGE, authorization: 'Basic the key as shown', body: { ...documented, fullPhoneNumber } },
    ]);
  });

  it('has the documented form for a template', async () => {
    const { callbackData, template } = exchanges.send_template_ok.request;
    const outcome = await send(
      {
        messageId: callbackData,
        template: {
          name: 'order_update',
          language: 'en',
          hasFile: true,
          fileName: 'a.png',
          headerValues: ['https://example.com/a.png'],
          bodyValues: ['A123', 'Ramesh'],
          buttonValues: { '1': 'A123' },
        },
      },
      [exchanges.send_template_ok.response],
    );
    expect(outcome).toMatchObject({ kind: 'accepted', externalId: 'cb6dba51-9571-4a2e-98c4-000000000011' });
    expect(requests[0]?.body).toEqual({ ...exchanges.send_template_ok.request, template });
  });

  it.each<[string, Answer[], object, string[]]>([
    ['accepted', [accepted], { kind: 'accepted' }, [MESSAGE]],
    [
      'an unknown customer is made known, and the message sent once more',
      [unknownCustomer!, tracked, accepted],
      { kind: 'accepted' },
      [MESSAGE, TRACK, MESSAGE],
    ],
    [
      'a customer that stays unknown is not tried a third time',
      [unknownCustomer!, tracked, unknownCustomer!],
      { kind: 'refused', reason: expect.stringContaining('Customer is not available') as unknown },
      [MESSAGE, TRACK, MESSAGE],
    ],
    [
      'a customer that cannot be made known now',
      [unknownCustomer!, { status: 500, body: '' }],
      { kind: 'try_later' },
      [MESSAGE, TRACK],
    ],
    [
      'the second send may suffer anything that the first may',
      [unknownCustomer!, tracked, { instead: 'drop' }],
      { kind: 'unknown' },
      [MESSAGE, TRACK, MESSAGE],
    ],
    [
      'a closed window',
      [windowClosed!],
      {
        kind: 'refused',
        reason: 'The 24-hour window is closed: only a template can be sent',
        isAuthentication: false,
      },
      [MESSAGE],
    ],
    [
      'missing values',
      [missingValues!],
      {
        kind: 'refused',
        reason: expect.stringMatching(
          /^The template was given the wrong number of values\. Missing var.* are 3$/,
        ) as unknown,
      },
      [MESSAGE],
    ],
    [
      'a wrong key',
      [unauthorized!],
      { kind: 'refused', isAuthentication: true, reason: 'Interakt refused the API key: Unauthorized' },
      [MESSAGE],
    ],
    ['a key without the right', [{ status: 403, body: '' }], { kind: 'refused', isAuthentication: true }, [MESSAGE]],
    [
      'too many messages',
      [rateLimited!],
      { kind: 'try_later', reason: expect.stringMatching(/limiting the number.*Rate limit exceeded/) as unknown },
      [MESSAGE],
    ],
    [
      'any other error, with its words',
      [{ status: 400, body: { result: false, message: 'Invalid media' } }],
      { kind: 'refused', reason: 'Invalid media', isAuthentication: false },
      [MESSAGE],
    ],
    [
      'a refusal under the flag of success',
      [{ status: 200, body: { result: false, message: 'no' } }],
      { kind: 'refused', reason: 'no' },
      [MESSAGE],
    ],
    [
      'a fault that Interakt itself tells of: not taken',
      [{ status: 500, body: { result: false, message: 'later' } }],
      { kind: 'try_later' },
      [MESSAGE],
    ],
    ['a gateway’s page', [{ status: 502, body: '<html>Bad gateway</html>' }], { kind: 'unknown' }, [MESSAGE]],
    ['a gateway’s time-out', [{ status: 504, body: '' }], { kind: 'unknown' }, [MESSAGE]],
    ['success that is not JSON', [{ status: 201, body: 'oops' }], { kind: 'unknown' }, [MESSAGE]],
    ['success without an id', [{ status: 201, body: { result: true } }], { kind: 'unknown' }, [MESSAGE]],
    ['an answer that breaks off', [{ instead: 'half' }], { kind: 'unknown' }, [MESSAGE]],
    ['a connection that breaks', [{ instead: 'drop' }], { kind: 'unknown' }, [MESSAGE]],
  ])('%s', async (_what, script, outcome, paths) => {
    expect(await send({}, script)).toMatchObject(outcome);
    expect(requests.map(({ path }) => path)).toEqual(paths);
  });

  it('is unknown after a time-out, and asked once', async () => {
    const outcome = await send({}, [{ instead: 'hang' }], AbortSignal.timeout(100));
    expect(outcome).toEqual({
      kind: 'unknown',
      reason: 'No answer in time. It may have been sent; a status will tell.',
    });
    expect(requests).toHaveLength(1);
  });

  it('was not taken when nobody listens', async () => {
    const account = { apiBaseUrl: 'http://127.0.0.1:9', apiKey: 'x' };
    expect(await provider.send(account, text, new AbortController().signal)).toMatchObject({ kind: 'try_later' });
  });

  it('makes a customer known in the documented form', async () => {
    await send({}, [unknownCustomer!, tracked, accepted]);
    const { tags: _, ...documented } = exchanges.track_user.request;
    expect(requests[1]?.body).toEqual(documented);
  });
});

describe('why a message failed, in words', () => {
  it.each([
    ['1013', 'The number is not on WhatsApp'],
    ['131026', 'The message cannot be delivered to this number'],
    ['131047', 'The 24-hour window is closed: only a template can be sent'],
    ['131049', 'WhatsApp held it back, as the customer gets many such messages'],
    ['131050', 'The customer does not want marketing messages from this number'],
    ['131051', 'WhatsApp does not know this kind of message'],
    ['131052', 'WhatsApp could not fetch the file'],
    ['131053', 'WhatsApp did not take the file'],
    ['130429', 'WhatsApp is limiting the number of messages: try again in a while'],
    ['132000', 'The template was given the wrong number of values'],
    ['132001', 'The template does not exist in this language'],
    ['132015', 'The template is paused for its low quality'],
    ['132016', 'The template is disabled for good'],
  ])('%s', (code, words) => {
    expect(failureText(code, 'what the provider says')).toBe(`${words} (${code})`);
  });

  it.each([
    ['999', 'Something else', 'Something else (999)'],
    [null, 'Something else', 'Something else'],
    [null, ' ', 'WhatsApp gave no reason'],
    ['999', null, 'WhatsApp gave no reason (999)'],
  ])('%s %s', (code, reason, words) => {
    expect(failureText(code, reason)).toBe(words);
  });
});
