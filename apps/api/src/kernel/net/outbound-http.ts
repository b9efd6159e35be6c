import { lookup as resolve, type LookupAddress } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment.ts';
import { isLoopbackUrl, isPublicAddress } from './address-guard.ts';

export interface OutboundRequest {
  method: 'GET' | 'POST';
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** From the beginning to the last byte. */
  timeoutMilliseconds: number;
  maxBytes: number;
  /** Origin on this machine that may be called though it is not public: a simulated provider. */
  trustedOrigin?: string | undefined;
  signal?: AbortSignal;
}

export interface OutboundResponse {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** No answer. `reached` says whether the other side may have got the request. */
export class OutboundError extends Error {
  readonly reached: boolean;

  constructor(message: string, reached: boolean, cause?: unknown) {
    super(message, { cause });
    this.name = 'OutboundError';
    this.reached = reached;
  }
}

/** The address is not one the portal may call. */
export class ForbiddenAddressError extends OutboundError {
  constructor(url: string) {
    super(`${url} is not on the public internet`, false);
    this.name = 'ForbiddenAddressError';
  }
}

/** The answer is larger than was asked for. */
export class TooManyBytesError extends OutboundError {
  constructor(url: string, maxBytes: number) {
    super(`${url} sent more than ${maxBytes} bytes`, true);
    this.name = 'TooManyBytesError';
  }
}

const MOST_REDIRECTS = 3;
/** Shorter than servers keep idle connections, so that none is used which the other side is just closing. */
const IDLE_MILLISECONDS = 4_000;

/** Only addresses that are public are handed to `connect`, so that no name can lead into the private network. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return callback(error, '', 0);
    const [first, ...others] = addresses;
    if (!first || ![first, ...others].every(({ address }) => isPublicAddress(address))) {
      return callback(new ForbiddenAddressError(hostname), '', 0);
    }
    if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};

/**
 * HTTP to addresses that people or providers typed. Loopback, private and link-local addresses are refused where the
 * connection is made, so neither a redirect nor a changing name gets there.
 */
@Injectable()
export class OutboundHttp implements OnApplicationShutdown {
  private readonly allowsLoopback: boolean;
  private readonly idle = { keepAlive: true, timeout: IDLE_MILLISECONDS, maxSockets: 64 };
  // Connections to trusted origins are kept apart: an idle one must never serve a request that is not trusted.
  private readonly guarded = { 'http:': new HttpAgent(this.idle), 'https:': new HttpsAgent(this.idle) };
  private readonly trusted = { 'http:': new HttpAgent(this.idle), 'https:': new HttpsAgent(this.idle) };

  constructor(@Inject(ENVIRONMENT) environment: Environment) {
    this.allowsLoopback = environment.ALLOW_LOOPBACK_PROVIDERS;
  }

  /** Whether a provider's address may be set by an administrator. */
  mayCall(address: string): boolean {
    const url = URL.parse(address);
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username || url.password) return false;
    if (isLoopbackUrl(url)) return this.allowsLoopback;
    return isIP(url.hostname.replace(/^\[|\]$/g, '')) === 0 || isPublicAddress(url.hostname);
  }

  /**
   * Sends a request; redirects of a GET are followed, each under the same guard.
   *
   * @throws {OutboundError} when no whole answer came
   */
  async send(request: OutboundRequest): Promise<OutboundResponse> {
    const limit = AbortSignal.timeout(request.timeoutMilliseconds);
    const signal = request.signal ? AbortSignal.any([request.signal, limit]) : limit;
    let url = request.url;
    for (let redirects = 0; ; redirects++) {
      const response = await this.once(url, request, signal);
      const target = response.headers.location;
      const isRedirect = request.method === 'GET' && response.status >= 300 && response.status < 400 && target;
      if (!isRedirect) return response;
      if (redirects === MOST_REDIRECTS) throw new OutboundError(`${request.url} redirects too often`, true);
      url = new URL(target, url).href;
    }
  }

  onApplicationShutdown(): void {
    for (const agents of [this.guarded, this.trusted]) for (const agent of Object.values(agents)) agent.destroy();
  }

  private once(address: string, request: OutboundRequest, signal: AbortSignal): Promise<OutboundResponse> {
    const url = URL.parse(address);
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      throw new OutboundError(`${address} is not an HTTP address`, false);
    }
    const isTrusted = this.allowsLoopback && isLoopbackUrl(url) && url.origin === request.trustedOrigin;
    // A literal address is never looked up, so it is checked here.
    const literal = url.hostname.replace(/^\[|\]$/g, '');
    if (!isTrusted && isIP(literal) !== 0 && !isPublicAddress(literal)) throw new ForbiddenAddressError(address);

    const options: RequestOptions = {
      method: request.method,
      headers: request.headers ?? {},
      agent: (isTrusted ? this.trusted : this.guarded)[url.protocol],
      signal,
      ...(isTrusted ? {} : { lookup: guardedLookup }),
    };
    const start = url.protocol === 'https:' ? httpsRequest : httpRequest;
    return new Promise((resolvePromise, reject) => {
      let reached = false;
      const fail = (error: Error): void =>
        reject(error instanceof OutboundError ? error : new OutboundError(reasonOf(error), reached, error));
      const outgoing = start(url, options, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > request.maxBytes) {
            fail(new TooManyBytesError(address, request.maxBytes));
            response.destroy();
          } else chunks.push(chunk);
        });
        response.on('end', () =>
          resolvePromise({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
        response.on('error', fail);
      });
      outgoing.on('socket', (socket) => {
        if (!socket.connecting) reached = true;
        else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => (reached = true));
      });
      outgoing.on('error', fail);
      outgoing.end(request.body);
    });
  }
}

function reasonOf(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'No answer in time';
  const { code } = error as Error & { code?: string };
  return code ? `${code}: ${error.message}` : error.message;
}
