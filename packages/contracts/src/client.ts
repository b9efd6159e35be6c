import type { CallInput, Endpoint, Result } from './endpoint.ts';
import { ErrorBody, type ErrorCode, type ErrorDetail } from './errors.ts';

/** An answer of the API that is not a success. `code` is from the catalogue. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: ErrorCode;
  readonly details: ErrorDetail[];
  readonly requestId: string | null;
  /** Seconds to wait, from `Retry-After`. */
  readonly retryAfter: number | null;

  constructor(status: number, body: ErrorBody['error'] | null, retryAfter: number | null) {
    super(body?.message ?? `The server answered ${status}`);
    this.name = 'ApiError';
    this.status = status;
    this.code = body?.code ?? (status === 503 ? 'unavailable' : 'internal');
    this.details = body?.details ?? [];
    this.requestId = body?.requestId ?? null;
    this.retryAfter = retryAfter;
  }
}

export interface ClientOptions {
  baseUrl: string;
  /** The bearer token of the moment, or null when signed out. */
  token: () => string | null | Promise<string | null>;
  fetch?: typeof fetch;
}

export type Client = <E extends Endpoint>(
  endpoint: E,
  input: CallInput<E>,
  options?: { signal?: AbortSignal },
) => Promise<Result<E>>;

type Scalar = string | number | boolean | null | undefined;
type Parts = { params?: Record<string, string>; query?: Record<string, Scalar>; body?: unknown };

/** The path and query string of a call, relative to the API. Undefined query values are left out. */
export function pathOf<E extends Endpoint>(endpoint: E, input: CallInput<E>): string {
  const { params, query } = input as Parts;
  const path = endpoint.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params?.[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null) search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `${path}?${text}` : path;
}

/**
 * A typed client of the API. Answers are parsed by the endpoint's schema.
 *
 * @throws {ApiError} for every answer that is not 2xx.
 */
export function createClient(options: ClientOptions): Client {
  const send = options.fetch ?? fetch;
  return async (endpoint, input, { signal } = {}) => {
    const token = await options.token();
    const { body } = input as Parts;
    const response = await send(options.baseUrl + pathOf(endpoint, input), {
      method: endpoint.method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
    if (!response.ok) {
      const parsed = ErrorBody.safeParse(await response.json().catch(() => null));
      const retryAfter = Number(response.headers.get('retry-after'));
      throw new ApiError(response.status, parsed.data?.error ?? null, retryAfter > 0 ? retryAfter : null);
    }
    if (!endpoint.response) return undefined as Result<typeof endpoint>;
    return endpoint.response.parse(await response.json()) as Result<typeof endpoint>;
  };
}
