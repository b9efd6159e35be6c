import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { Endpoint, ErrorDetail } from '@switchboard/contracts';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { AppError } from './app-error.ts';

export const CONTRACT = Symbol('CONTRACT');

const methods: Record<Endpoint['method'], RequestMethod> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
};

const ContractInput = createParamDecorator((contract: Endpoint, context: ExecutionContext) =>
  parseInput(contract, context.switchToHttp().getRequest<FastifyRequest>()),
);

/**
 * Turns a method into the endpoint that `contract` declares: path, permission, status, parsed input as the first
 * argument, and an answer that holds the declared fields only.
 */
export function Route(contract: Endpoint): MethodDecorator {
  return applyDecorators(
    SetMetadata(CONTRACT, contract),
    RequestMapping({ method: methods[contract.method], path: contract.path }),
    HttpCode(contract.status),
    RouteConfig({ consumes: contract.consumes, limit: contract.bodyLimit }),
    ((target: object, key: string | symbol) => ContractInput(contract)(target, key, 0)) as MethodDecorator,
  );
}

/**
 * Parses params, query and body; every bad field of all three is named in one answer.
 *
 * @throws AppError `bad_request`
 */
function parseInput(contract: Endpoint, request: Pick<FastifyRequest, 'params' | 'query' | 'body'>): unknown {
  const details: ErrorDetail[] = [];
  const input: Record<string, unknown> = { body: contract.consumes === 'json' ? undefined : request.body };
  for (const part of ['params', 'query', 'body'] as const) {
    const schema = contract[part] as z.ZodType | undefined;
    if (!schema) continue;
    const parsed = schema.safeParse(request[part] ?? (part === 'body' ? undefined : {}));
    if (parsed.success) {
      input[part] = parsed.data;
      details.push(...unstorable(parsed.data, part));
    } else {
      for (const issue of parsed.error.issues) {
        details.push({ path: [part, ...issue.path.map(String)].join('.'), message: issue.message });
      }
    }
  }
  if (details.length > 0) {
    const shown = details.slice(0, 50);
    throw new AppError('bad_request', `${shown[0]!.path}: ${shown[0]!.message}`, { details: shown });
  }
  return input;
}

/** Text that PostgreSQL cannot keep as it is: what was accepted must read back equal. */
function unstorable(value: unknown, path: string): ErrorDetail[] {
  if (typeof value === 'string') {
    return value.includes('\0') || !value.isWellFormed()
      ? [{ path, message: 'must not contain zero characters or halves of characters' }]
      : [];
  }
  // Plain objects and lists only: dates and the like hold no text of the caller's.
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => unstorable(inner, `${path}.${key}`));
}
