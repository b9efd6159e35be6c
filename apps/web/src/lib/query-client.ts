import { QueryClient } from '@tanstack/react-query';
import { isTemporary, waitOf } from './errors.ts';

/** Sockets keep what is cached true, so nothing is fetched again just because it was looked at again. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: Infinity,
      gcTime: 30 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (failures, error) => failures < 3 && isTemporary(error),
      retryDelay: (failures, error) => waitOf(error) ?? Math.min(500 * 2 ** failures, 8000),
    },
    mutations: { networkMode: 'always' },
  },
});
