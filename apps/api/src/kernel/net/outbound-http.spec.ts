import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readEnvironment } from '../config/environment.ts';
import { isPublicAddress } from './address-guard.ts';
import { ForbiddenAddressError, OutboundError, OutboundHttp, type OutboundRequest } from './outbound-http.ts';

describe('isPublicAddress', () => {
  it.each([
    ['1.1.1.1', true],
    ['172.15.255.255', true],
    ['2606:4700::1111', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['::1', false],
    ['::', false],
    ['::ffff:127.0.0.1', false],
    ['::ffff:7f00:1', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::7f00:1', false],
    ['fe80::1%eth0', false],
    ['fd00::1', false],
    ['ff02::1', false],
    ['nonsense', false],
  ])('%s: %s', (address, expected) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});

describe('OutboundHttp', () => {
  let server: Server;
  let origin: string;
  let http: OutboundHttp;

  beforeAll(async () => {
    server = createServer((request, response) => {
      if (request.url === '/hang') return;
      if (request.url === '/break') return request.socket.destroy();
      if (request.url === '/inside') return response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      if (request.url === '/around') return response.writeHead(302, { location: '/around' }).end();
      response.end('hello');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    http = new OutboundHttp(settings('1'));
  });

  afterAll(() => {
    http.onApplicationShutdown();
    server.closeAllConnections();
    server.close();
  });

  const settings = (loopback: string) =>
    readEnvironment({
      DATABASE_URL: 'postgresql://localhost/none',
      SUPABASE_URL: 'http://localhost',
      SUPABASE_ANON_KEY: 'none',
      CREDENTIALS_KEY: Buffer.alloc(32).toString('base64'),
      ALLOW_LOOPBACK_PROVIDERS: loopback,
    });

  const get = (url: string, more: Partial<OutboundRequest> = {}) =>
    http.send({ method: 'GET', url, timeoutMilliseconds: 300, maxBytes: 100, trustedOrigin: origin, ...more });

  const failure = async (sending: Promise<unknown>): Promise<OutboundError> => {
    const error: unknown = await sending.then(
      () => null,
      (thrown: unknown) => thrown,
    );
    if (error instanceof OutboundError) return error;
    throw new Error('It did not fail as it should.', { cause: error });
  };

  it('calls the one origin on this machine that is trusted', async () => {
    expect(await get(`${origin}/`)).toMatchObject({ status: 200, body: Buffer.from('hello') });
  });

  it.each([
    'http://127.0.0.1:1/',
    'http://localhost:1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
  ])('refuses %s', async (url) => {
    expect(await failure(get(url))).toBeInstanceOf(ForbiddenAddressError);
  });

  it.each(['file:///etc/passwd', 'gopher://127.0.0.1/', 'nonsense'])('knows no %s', async (url) => {
    expect((await failure(get(url))).reached).toBe(false);
  });

  it('does not follow a redirect into the network, nor one without end', async () => {
    expect(await failure(get(`${origin}/inside`))).toBeInstanceOf(ForbiddenAddressError);
    expect((await failure(get(`${origin}/around`))).message).toContain('too often');
  });

  it('trusts nothing on this machine where that is not allowed', async () => {
    const strict = new OutboundHttp(settings('0'));
    expect(strict.mayCall(origin)).toBe(false);
    expect(strict.mayCall('https://api.interakt.ai')).toBe(true);
    const sending = strict.send({
      method: 'GET',
      url: origin,
      timeoutMilliseconds: 300,
      maxBytes: 100,
      trustedOrigin: origin,
    });
    expect(await failure(sending)).toBeInstanceOf(ForbiddenAddressError);
  });

  it('says whether the other side may have got the request', async () => {
    expect((await failure(get(`${origin}/hang`))).reached).toBe(true);
    expect((await failure(get(`${origin}/break`))).reached).toBe(true);
    const closed = 'http://127.0.0.1:1';
    expect((await failure(get(`${closed}/`, { trustedOrigin: closed }))).reached).toBe(false);
  });

  it('stops reading an answer that is too large', async () => {
    expect((await failure(get(`${origin}/`, { maxBytes: 3 }))).message).toContain('more than 3 bytes');
  });
});
