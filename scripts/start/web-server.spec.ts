import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get, type IncomingHttpHeaders, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { freePort } from '@switchboard/local-stack';
import { precompress } from '../build/precompress.ts';
import { startWebServer } from './web-server.ts';

const config = {
  apiUrl: 'http://localhost:3002',
  supabaseUrl: 'http://127.0.0.1:54321',
  supabaseAnonKey: 'sb_publishable_x',
};
const script = `console.log(${JSON.stringify('switchboard '.repeat(500))})`;
let folder: string;
let server: Server;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'web-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>Switchboard</title>');
  await writeFile(join(folder, 'assets/app-1a2b3c.js'), script);
  await writeFile(join(folder, '.stamp'), 'secret');
  await precompress(folder);
  port = await freePort();
  server = await startWebServer({ dir: folder, port, config });
});

afterAll(async () => {
  server.close();
  server.closeAllConnections();
  await rm(folder, { recursive: true, force: true });
});

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

function request(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    get({ port, host: '127.0.0.1', path, headers, method, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).once('error', reject);
  });
}

describe('the web server', () => {
  it('answers every path of the app with its page, which is asked for anew each time', async () => {
    for (const path of ['/', '/inbox/mine?conversation=1', '/deep/link']) {
      const { status, headers, body } = await request(path);
      expect({ status, body: body.toString() }).toEqual({
        status: 200,
        body: '<!doctype html><title>Switchboard</title>',
      });
      expect(headers['cache-control']).toBe('no-cache');
    }
    const etag = (await request('/')).headers.etag ?? '';
    expect((await request('/', { 'if-none-match': etag })).status).toBe(304);
  });

  it('sends assets compressed, to be kept for good', async () => {
    const { headers, body } = await request('/assets/app-1a2b3c.js', { 'accept-encoding': 'gzip, deflate, br' });
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(brotliDecompressSync(body).toString()).toBe(script);
    expect((await request('/assets/app-1a2b3c.js', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe(
      'gzip',
    );
    expect((await request('/assets/app-1a2b3c.js')).body.toString()).toBe(script);
  });

  it('tells the app where its services are', async () => {
    const { headers, body } = await request('/config.json');
    expect(JSON.parse(body.toString())).toEqual(config);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('lets the page talk to its services and to nobody else', async () => {
    const { headers } = await request('/');
    expect(headers['content-security-policy']).toContain(
      "connect-src 'self' http://localhost:3002 ws://localhost:3002 http://127.0.0.1:54321;",
    );
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
  });

  it('gives out nothing else', async () => {
    for (const path of [
      '/assets/gone-1.js',
      '/../../package.json',
      '/%2e%2e/%2e%2e/package.json',
      '/.stamp',
      '/a%00.js',
      '/%',
    ]) {
      const { status, body } = await request(path);
      expect({
        path,
        leaked: body.includes('secret') || body.includes('private'),
        found: status === 200 && path.includes('.js'),
      }).toEqual({
        path,
        leaked: false,
        found: false,
      });
    }
    expect((await request('/', {}, 'POST')).status).toBe(405);
    expect((await request('/', {}, 'HEAD')).body).toHaveLength(0);
  });
});
