import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Access } from './permissions.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What the body or the answer is when it is not JSON. */
export type Payload = 'json' | 'multipart' | 'raw' | 'binary' | 'text';

type Schema = z.ZodType | undefined;

/** One HTTP endpoint, declared once: the route, its checks, its OpenAPI entry and the typed client all come from it. */
export interface Endpoint<
  Params extends Schema = Schema,
  Query extends Schema = Schema,
  Body extends Schema = Schema,
  Response extends Schema = Schema,
> {
  readonly method: HttpMethod;
  /** As in the URL, with `:name` for parameters. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly permission: Access;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** `undefined` answers 204 without a body. */
  readonly response?: Response;
  /** Status of success: 200, 201 for a POST that creates, 204 without a response. */
  readonly status: number;
  /** What the body is. `raw` hands the bytes to the handler unread, `multipart` is read by the handler. */
  readonly consumes: Payload;
  readonly produces: Payload;
  /** What it may answer besides what every endpoint may (bad_request, unauthenticated, forbidden, rate_limited, internal). */
  readonly errors: readonly ErrorCode[];
  /** Largest body in bytes; the server's default where absent. */
  readonly bodyLimit?: number;
}

type Declared<P extends Schema, Q extends Schema, B extends Schema, R extends Schema> = Omit<
  Endpoint<P, Q, B, R>,
  'status' | 'errors' | 'consumes' | 'produces'
> &
  Partial<Pick<Endpoint, 'status' | 'errors' | 'consumes' | 'produces'>>;

/**
 * Declares an endpoint.
 *
 * @example
 * endpoint({ method: 'GET', path: '/teams', summary: 'List teams', permission: 'agents:read', response: z.array(Team) })
 */
export function endpoint<
  P extends Schema = undefined,
  Q extends Schema = undefined,
  B extends Schema = undefined,
  R extends Schema = undefined,
>(declared: Declared<P, Q, B, R>): Endpoint<P, Q, B, R> {
  const produces = declared.produces ?? 'json';
  return {
    status: produces === 'json' && !declared.response ? 204 : 200,
    errors: [],
    consumes: 'json',
    ...declared,
    produces,
  };
}

type Part<S> = Exclude<S, undefined>;
type Parsed<S> = [Part<S>] extends [never] ? undefined : Part<S> extends z.ZodType ? z.output<Part<S>> : undefined;
type Unparsed<S> = Part<S> extends z.ZodType ? z.input<Part<S>> : never;

/** What a handler is given: parsed and with defaults filled in. */
export type Input<E extends Endpoint> = {
  params: Parsed<E['params']>;
  query: Parsed<E['query']>;
  /** Without a declared body: the bytes of a `raw` endpoint, else undefined. */
  body: [Part<E['body']>] extends [never] ? unknown : Parsed<E['body']>;
};

type Given<K extends string, S> = [Part<S>] extends [never]
  ? { [key in K]?: undefined }
  : Record<never, never> extends Unparsed<S>
    ? { [key in K]?: Unparsed<S> }
    : { [key in K]: Unparsed<S> };

/** What a caller has to give: only the parts that the endpoint declares, defaults left out. */
export type CallInput<E extends Endpoint> = Given<'params', E['params']> &
  Given<'query', E['query']> &
  Given<'body', E['body']>;

/** What a handler must answer. */
export type Output<E extends Endpoint> = [Part<E['response']>] extends [never] ? void : z.input<Part<E['response']>>;

/** What a caller gets. */
export type Result<E extends Endpoint> = [Part<E['response']>] extends [never]
  ? undefined
  : z.output<Part<E['response']>>;
