import {
  ApiError,
  createClient,
  type CallInput,
  type Client,
  type Endpoint,
  type Result,
} from '@switchboard/contracts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { config } from './config.ts';
import { accessToken, renewToken, session } from './session.ts';

/** A question that is not answered by then is asked again: a line that was cut unnoticed would keep it open for minutes. */
const PATIENCE_MS = 20_000;

const patient = (signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);

let client: Client | null = null;

/** Calls the API. A token that is refused is renewed once before giving up. */
export const call: Client = async (endpoint, input, options) => {
  client ??= createClient({ baseUrl: config().apiUrl, token: accessToken });
  try {
    return await client(endpoint, input, options);
  } catch (error) {
    const refused = error instanceof ApiError && error.code === 'unauthenticated';
    if (!refused || !session.get().token || !(await renewToken())) throw error;
    return client(endpoint, input, options);
  }
};

/** Key of everything fetched from one endpoint; with an input, of that one answer. */
export const keyOf = <E extends Endpoint>(endpoint: E, ...input: [CallInput<E>] | []) =>
  [endpoint.method, endpoint.path, ...input] as const;

/** Query options of one GET endpoint. */
export function query<E extends Endpoint>(endpoint: E, input: CallInput<E>) {
  return queryOptions({
    queryKey: keyOf(endpoint, input),
    queryFn: ({ signal }) => call(endpoint, input, { signal: patient(signal) }),
  });
}

export interface PageOf<T> {
  items: T[];
  nextCursor: string | null;
}

type ItemOf<E extends Endpoint> = Result<E> extends { items: (infer T)[] } ? T : never;

/** Query options of a keyset list, page after page. */
export function pages<E extends Endpoint>(endpoint: E, input: CallInput<E>) {
  return infiniteQueryOptions({
    queryKey: [...keyOf(endpoint, input), 'pages'] as const,
    queryFn: async ({ pageParam, signal }): Promise<PageOf<ItemOf<E>>> => {
      const { query: given } = input as { query?: Record<string, unknown> };
      const withCursor = { ...input, query: { ...given, ...(pageParam ? { cursor: pageParam } : {}) } };
      return (await call(endpoint, withCursor, { signal: patient(signal) })) as PageOf<ItemOf<E>>;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.nextCursor,
  });
}

/** Mutation options of one endpoint. */
export function mutation<E extends Endpoint>(endpoint: E) {
  return {
    mutationKey: keyOf(endpoint),
    mutationFn: (input: CallInput<E>): Promise<Result<E>> => call(endpoint, input),
  };
}
