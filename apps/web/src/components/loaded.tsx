import type { UseQueryResult } from '@tanstack/react-query';
import { Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { explain } from '../lib/errors.ts';
import { Blank } from './notice.tsx';
import { Button } from './ui/button.tsx';
import { Skeleton } from './ui/skeleton.tsx';

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  /** What could not be loaded, for the error: “The mailboxes”. */
  what: string;
  children: (data: T) => ReactNode;
}

/** A query's skeleton, its error with a way to try again, or its data. */
export function Loaded<T>({ query, what, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) {
    return (
      <div role="alert">
        <Blank
          icon={<Unplug />}
          title={`${what} could not be loaded`}
          action={<Button onClick={() => void query.refetch()}>Try again</Button>}
        >
          {explain(query.error)}
        </Blank>
      </div>
    );
  }
  return (
    <div aria-busy className="grid gap-3">
      {['a', 'b', 'c'].map((key) => (
        <Skeleton key={key} className="h-16" />
      ))}
    </div>
  );
}
