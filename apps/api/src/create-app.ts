import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { IoAdapter } from '@nestjs/platform-socket.io';
import { NestFactory } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Logger } from 'nestjs-pino';
import type { ServerOptions } from 'socket.io';
import { AppModule } from './app.module.ts';
import type { Environment } from './kernel/config/environment.ts';
import { AppError } from './kernel/http/app-error.ts';
import { answer, toAppError } from './kernel/http/exception.filter.ts';
import { jsonFault } from './kernel/http/json-fault.ts';
import { logRequests, requestId } from './kernel/observability/logging.ts';
import { Metrics } from './kernel/observability/metrics.service.ts';

const BODY_LIMIT = 1_048_576;
const UPLOAD_LIMIT = 26_214_400;

interface ContractConfig {
  consumes?: 'json' | 'raw' | 'multipart';
  limit?: number;
}

/** Builds the application as it runs in production; specs use the very same. */
export async function createApp(environment: Environment): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT,
    trustProxy: environment.TRUSTED_PROXIES.length > 0 ? environment.TRUSTED_PROXIES : false,
    genReqId: (request: FastifyRequest['raw']) => requestId(request),
    forceCloseConnections: 'idle',
    // A URL that cannot be decoded comes to no route and no hook.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      answer(toAppError(error), request, reply.header('x-request-id', request.id)),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(environment), adapter, {
    bufferLogs: true,
    bodyParser: false,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  app.enableShutdownHooks();
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  limitBodies(fastify);
  readBodies(fastify);
  measure(fastify, app.get(Metrics));
  logRequests(fastify);
  await fastify.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'cross-origin' },
    strictTransportSecurity: environment.PUBLIC_API_URL?.startsWith('https:') ? undefined : false,
  });
  await fastify.register(compress, { threshold: 2048, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } });
  await fastify.register(multipart, { limits: { fileSize: UPLOAD_LIMIT, files: 1, fields: 10 } });
  const origin = environment.WEB_ORIGIN.length > 0 ? environment.WEB_ORIGIN : false;
  app.enableCors({
    origin,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
    credentials: false,
    exposedHeaders: ['retry-after', 'x-request-id'],
    maxAge: 600,
  });
  app.useWebSocketAdapter(new CorsIoAdapter(app, origin));
  serveDocs(app, fastify);
  return app;
}

class CorsIoAdapter extends IoAdapter {
  constructor(
    app: NestFastifyApplication,
    private readonly origin: string[] | false,
  ) {
    super(app);
  }

  override createIOServer(port: number, options?: ServerOptions) {
    return super.createIOServer(port, {
      ...options,
      cors: { origin: this.origin },
      serveClient: false,
    } as ServerOptions);
  }
}

function limitBodies(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    const { limit, consumes } = (route.config ?? {}) as ContractConfig;
    if (limit) route.bodyLimit = limit;
    // Answered to machines, in a few bytes.
    if (consumes === 'raw') Object.assign(route, { helmet: false, compress: false });
    if (consumes === 'multipart') route.bodyLimit = UPLOAD_LIMIT + 65_536;
  });
}

/** JSON is parsed, a `raw` endpoint is handed the bytes as they came, whatever they claim to be. */
function readBodies(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done) => {
    const { consumes } = (request.routeOptions.config ?? {}) as ContractConfig;
    const type = request.headers['content-type'];
    // Otherwise Fastify refuses a type that is none, and the reader of uploads takes multipart bodies.
    if (consumes === 'raw' && type !== undefined && !/^(application|text)\/[\w.+-]+\s*(;|$)/i.test(type))
      request.headers['content-type'] = 'application/octet-stream';
    done();
  });
  fastify.addContentTypeParser('*', { parseAs: 'buffer' }, (request: FastifyRequest, body: Buffer, done) => {
    const { consumes } = (request.routeOptions.config ?? {}) as ContractConfig;
    if (consumes === 'raw') return done(null, body);
    const type = request.headers['content-type'] ?? '';
    if (!/^application\/(json|[\w.-]+\+json)\b/i.test(type)) {
      return body.length === 0
        ? done(null, undefined)
        : done(new AppError('unsupported_media_type', 'Send the body as application/json.'));
    }
    if (body.length === 0) return done(null, undefined);
    try {
      done(null, JSON.parse(body.toString('utf8'), safeKeys));
    } catch (error) {
      done(
        new AppError('bad_request', `body: ${jsonFault(error)}`, {
          details: [{ path: 'body', message: 'not valid JSON' }],
        }),
      );
    }
  });
}

function safeKeys(key: string, value: unknown): unknown {
  return key === '__proto__' ? undefined : value;
}

function measure(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done) => {
    const route = request.routeOptions.url ?? 'unknown';
    metrics.requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
}

/** Swagger is loaded when somebody opens it: nobody else pays for it. */
function serveDocs(app: NestFastifyApplication, fastify: FastifyInstance): void {
  let json: Promise<string> | null = null;
  const document = () =>
    (json ??= import('./kernel/http/openapi.ts').then(({ openApiDocument }) => JSON.stringify(openApiDocument(app))));
  fastify.get('/api/docs-json', async (_request, reply) => reply.type('application/json').send(await document()));
  fastify.get('/api/docs', async (_request, reply) => {
    const { docsPage } = await import('./kernel/http/docs-page.ts');
    return reply.type('text/html').send(docsPage);
  });
  fastify.get('/api/docs/:file', async (request, reply) => {
    const { docsAsset } = await import('./kernel/http/docs-page.ts');
    const asset = await docsAsset((request.params as { file: string }).file);
    return asset ? reply.type(asset.type).send(asset.body) : reply.callNotFound();
  });
}
