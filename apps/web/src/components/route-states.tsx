import { ApiError } from '@switchboard/contracts';
import { useQueryErrorResetBoundary } from '@tanstack/react-query';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import { Compass, Unplug } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import { explain } from '../lib/errors.ts';
import { Blank } from './notice.tsx';
import { Button } from './ui/button.tsx';

/** True for the error of a chunk that a newer build has replaced. */
const isStaleBuild = (error: unknown): boolean =>
  error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);

export function RouteError({ error }: ErrorComponentProps) {
  const router = useRouter();
  const { reset } = useQueryErrorResetBoundary();
  useEffect(reset, [reset]);
  const outdated = isStaleBuild(error);
  const known = error instanceof ApiError || error instanceof TypeError;
  return (
    <main className="h-full bg-canvas">
      <Blank
        whole
        icon={<Unplug />}
        title={outdated ? 'There is a new version' : 'This page could not be shown'}
        action={
          <Button look="primary" onClick={() => (outdated ? location.reload() : void router.invalidate())}>
            {outdated ? 'Load it' : 'Try again'}
          </Button>
        }
      >
        {outdated
          ? 'The portal was updated while this page was open.'
          : known
            ? explain(error)
            : `It stumbled over: ${error instanceof Error ? error.message : String(error)}`}
      </Blank>
    </main>
  );
}

export function NotFound() {
  return (
    <main className="h-full bg-canvas">
      <NoSuchPage>The address may be old or mistyped.</NoSuchPage>
    </main>
  );
}

/** Within the frame of the pages, or as the whole of what is shown. */
export function NoSuchPage({ children }: { children: ReactNode }) {
  return (
    <Blank
      whole
      icon={<Compass />}
      title="There is no such page"
      action={
        <Link to="/inbox" className="font-medium text-accent-text underline underline-offset-2">
          Go to the inbox
        </Link>
      }
    >
      {children}
    </Blank>
  );
}
