import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Params } from 'nestjs-pino';
import type { Environment } from '../config/environment.ts';

/** Structured logs: one line a request with its id; answers that went well only at debug level. */
export function loggerOptions(environment: Environment): Params {
  return {
    pinoHttp: {
      level: environment.LOG_LEVEL,
      genReqId: (request: IncomingMessage) => requestId(request),
      customLogLevel: (_request: IncomingMessage, response: ServerResponse, error?: Error) =>
        error || response.statusCode >= 500 ? 'error' : response.statusCode >= 400 ? 'info' : 'debug',
      serializers: {
        req: (request: { id: string; method: string; url: string; remoteAddress: string }) => ({
          id: request.id,
          method: request.method,
          url: withoutSecrets(request.url),
          address: request.remoteAddress,
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
      },
      redact: ['req.headers', 'err.config.headers', '*.password', '*.token', '*.apiKey', '*.credentials'],
    },
  };
}

/** The caller's own id where it is harmless, else a new one. */
export function requestId(request: { headers: IncomingMessage['headers'] }): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
}

/** Secrets that providers put in the query never reach a log. */
export function withoutSecrets(url: string): string {
  return url.replaceAll(/([?&](?:secret|token|key|api_key|signature)=)[^&]*/gi, '$1***');
}
