import { useMutation, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';

/**
 * A mutation that is asked for once while its answer is out, however often the button is pressed: it is only seen to be
 * disabled with the next paint. Another input is another matter and goes beside it.
 */
export function useOnce<T, I = void, C = unknown>(
  options: UseMutationOptions<T, Error, I, C>,
): UseMutationResult<T, Error, I, C> {
  const underWay = useRef(new Set<string>());
  const { mutationFn } = options;
  const mutation = useMutation<T, Error, I, C>({
    ...options,
    mutationFn: async (input, context) => {
      if (!mutationFn) throw new Error('There is nothing to do.');
      try {
        return await mutationFn(input, context);
      } finally {
        underWay.current.delete(keyOf(input));
      }
    },
  });
  const { mutate } = mutation;
  const once = useCallback<typeof mutate>(
    (...given) => {
      const key = keyOf(given[0]);
      if (underWay.current.has(key)) return;
      underWay.current.add(key);
      mutate(...given);
    },
    [mutate],
  );
  return { ...mutation, mutate: once };
}

const keyOf = (input: unknown): string => JSON.stringify(input) ?? '';
