import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { glob, readFile, stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';

/** What the browser app is told at run time, so that its build is bound to no address. */
export interface WebConfig {
  /** Base of the REST API and the sockets, without a trailing slash. */
  apiUrl: string;
  supabaseUrl: string;
  supabaseAnonKey: string;
}

export interface WebServerOptions {
  /** The built app: `index.html` and its assets, with `.br` and `.gz` copies beside them. */
  dir: string;
  port: number;
  host?: string;
  config: WebConfig;
}

interface Asset {
  path: string;
  headers: Record<string, string>;
  /** Content codings that lie beside the file, best first. */
  codings: ('br' | 'gz')[];
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.mp3': 'audio/mpeg',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};
const CODING_NAMES = { br: 'br', gz: 'gzip' };
const INDEX = '/index.html';

/** Serves the built browser app; resolves when it listens. */
export async function startWebServer(options: WebServerOptions): Promise<Server> {
  const assets = await collect(options.dir);
  const common = securityHeaders(options.config);
  const config = JSON.stringify(options.config);

  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(common)) response.setHeader(name, value);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD' }).end();
      return;
    }
    const path = pathOf(request);
    if (path === '/config.json') {
      response.writeHead(200, { 'content-type': TYPES['.json'], 'cache-control': 'no-store' }).end(config);
      return;
    }
    // Every path without an extension is the app's own to route.
    const asset = assets.get(path) ?? (extname(path) === '' ? assets.get(INDEX) : undefined);
    if (asset) send(asset, request, response);
    else response.writeHead(404, { 'content-type': TYPES['.txt'] }).end('Not found\n');
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host ?? '127.0.0.1', resolve);
  });
  return server;
}

async function collect(dir: string): Promise<Map<string, Asset>> {
  const paths = new Set(await Array.fromAsync(glob('**/*.*', { cwd: dir })));
  const assets = new Map<string, Asset>();
  for (const path of paths) {
    const type = TYPES[extname(path)];
    const file = join(dir, path);
    if (!type || !(await stat(file)).isFile()) continue;
    const url = `/${path.split(sep).join('/')}`;
    const etag = createHash('sha256')
      .update(await readFile(file))
      .digest('base64url')
      .slice(0, 22);
    assets.set(url, {
      path: file,
      headers: {
        'content-type': type,
        // Vite puts a content hash into the name of everything below /assets.
        'cache-control': url.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        etag: `"${etag}"`,
        vary: 'accept-encoding',
      },
      codings: (['br', 'gz'] as const).filter((coding) => paths.has(`${path}.${coding}`)),
    });
  }
  return assets;
}

function pathOf(request: IncomingMessage): string {
  try {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://web').pathname);
    return path === '/' ? INDEX : path;
  } catch {
    return request.url ?? '/';
  }
}

function send(asset: Asset, request: IncomingMessage, response: ServerResponse): void {
  if (request.headers['if-none-match'] === asset.headers.etag) {
    response.writeHead(304, asset.headers).end();
    return;
  }
  const accepted = (request.headers['accept-encoding'] ?? '').split(/[\s,;]+/);
  const coding = asset.codings.find((each) => accepted.includes(CODING_NAMES[each]));
  response.writeHead(200, { ...asset.headers, ...(coding && { 'content-encoding': CODING_NAMES[coding] }) });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  pipeline(createReadStream(coding ? `${asset.path}.${coding}` : asset.path), response, (error) => {
    if (error) response.destroy();
  });
}

function securityHeaders({ apiUrl, supabaseUrl }: WebConfig): Record<string, string> {
  const api = new URL(apiUrl).origin;
  const policy = {
    'default-src': "'self'",
    'script-src': "'self'",
    // Toasts and charts bring style elements of their own.
    'style-src': "'self' 'unsafe-inline'",
    // A mail is shown in a frame that inherits this policy, with remote pictures once the agent asks.
    'img-src': `'self' data: blob: https: ${api}`,
    'media-src': `'self' blob: ${api}`,
    'font-src': "'self' data:",
    'connect-src': `'self' ${api} ${api.replace(/^http/, 'ws')} ${new URL(supabaseUrl).origin}`,
    'frame-src': `'self' blob: ${api}`,
    'object-src': "'none'",
    'base-uri': "'self'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  };
  return {
    'content-security-policy': Object.entries(policy)
      .map(([name, value]) => `${name} ${value}`)
      .join('; '),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  };
}
