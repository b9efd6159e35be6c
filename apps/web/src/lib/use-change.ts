import type { CallInput, Endpoint, Result } from '@switchboard/contracts';
import { useQueryClient } from '@tanstack/react-query';
import { keyOf, mutation } from './api.ts';
import { say, sayProblem } from './toast.ts';
import { useOnce } from './use-once.ts';

interface Change<E extends Endpoint> {
  /** What is fetched again afterwards. */
  refresh: readonly Endpoint[];
  /** Said when it worked. */
  done?: string;
  /** Said when it did not; forms show the error themselves. */
  failed?: string;
  onSuccess?: (answer: Result<E>) => void;
}

/** A change to something that lists show. */
export function useChange<E extends Endpoint>(endpoint: E, { refresh, done, failed, onSuccess }: Change<E>) {
  const cache = useQueryClient();
  return useOnce<Result<E>, CallInput<E>>({
    ...mutation(endpoint),
    onSuccess: async (answer) => {
      onSuccess?.(answer);
      if (done) say(done);
      await Promise.all(refresh.map((list) => cache.invalidateQueries({ queryKey: keyOf(list) })));
    },
    onError: (error) => {
      if (failed) sayProblem(failed, error);
    },
  });
}
