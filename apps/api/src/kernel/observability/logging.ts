import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { RequestMethod } from '@nestjs/common';
import type { Params } from 'nestjs-pino';
import type { Environment } from '../config/environment.ts';
import { isSecretName } from './secret-names.ts';

/** Structured logs: one line a request with its id; answers that went well only at debug level. */
export function loggerOptions(environment: Environment): Params {
  return {
    // What it takes for “all” by itself, the adapter for Fastify takes for none.
    forRoutes: [{ path: '/*path', method: RequestMethod.ALL }],
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
  return url.replaceAll(/([?&])([^=&]*)=[^&]*/g, (whole, before: string, name: string) =>
    isSecretParameter(name) ? `${before}${name}=***` : whole,
  );
}

/** Parameters that are secrets only in a query. */
const PARAMETERS = new Set(['key', 'signature']);

function isSecretParameter(coded: string): boolean {
  // As the server reads it; what cannot be read is nobody's parameter.
  const [name = ''] = new URLSearchParams(coded).keys();
  return isSecretName(name) || PARAMETERS.has(name.toLowerCase());
}
