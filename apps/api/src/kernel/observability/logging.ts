import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { PinoLogger, type Params } from 'nestjs-pino';
import type { Environment } from '../config/environment.ts';
import { isSecretName } from './secret-names.ts';

/** The id of the request that is worked on. */
const current = new AsyncLocalStorage<string>();

/** Structured logs; whatever is logged for the sake of a request has its id. */
export function loggerOptions(environment: Environment): Params {
  return {
    // The line of a request is written by `logRequests`: a logger made for each would cost more than what is logged.
    forRoutes: [],
    pinoHttp: {
      level: environment.LOG_LEVEL,
      mixin: () => {
        const id = current.getStore();
        return id === undefined ? {} : { requestId: id };
      },
      redact: ['err.config.headers', '*.password', '*.token', '*.apiKey', '*.credentials'],
    },
  };
}

/** One line a request with its id; answers that went well only at debug level. */
export function logRequests(fastify: FastifyInstance): void {
  // Not earlier: what reads the body begins anew.
  fastify.addHook('preValidation', (request, _reply, done) => current.run(request.id, done));
  const log = (request: FastifyRequest, level: 'debug' | 'info' | 'error', more: object, message: string) => {
    const logger = PinoLogger.root;
    if (!logger.isLevelEnabled(level)) return;
    const { id, method, url, ip } = request;
    logger[level]({ req: { id, method, url: withoutSecrets(url), address: ip }, ...more }, message);
  };
  fastify.addHook('onResponse', (request, reply, done) => {
    const { statusCode: status, elapsedTime } = reply;
    const level = status >= 500 ? 'error' : status >= 400 ? 'info' : 'debug';
    log(request, level, { res: { status }, responseTime: Math.round(elapsedTime) }, 'request completed');
    done();
  });
  fastify.addHook('onRequestAbort', (request, done) => {
    log(request, 'info', {}, 'request aborted');
    done();
  });
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
