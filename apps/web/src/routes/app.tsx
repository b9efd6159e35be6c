import { ApiError, conversations, teams } from '@switchboard/contracts';
import { createRoute, redirect } from '@tanstack/react-router';
import { RouteError } from '../components/route-states.tsx';
import { AppLayout } from '../features/shell/app-layout.tsx';
import { AppSkeleton } from '../features/shell/app-skeleton.tsx';
import { meQuery } from '../lib/access.ts';
import { query } from '../lib/api.ts';
import { queryClient } from '../lib/query-client.ts';
import { endSession, session } from '../lib/session.ts';
import { rootRoute } from './root.tsx';

/** Everything behind the sign-in. */
export const appRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'app',
  beforeLoad: ({ location }) => {
    if (!session.get().token) throw redirect({ to: '/sign-in', search: { redirect: location.href }, replace: true });
  },
  loader: async ({ location }) => {
    void queryClient.prefetchQuery(query(conversations.counts, {}));
    void queryClient.prefetchQuery(query(teams.list, {}));
    try {
      await queryClient.ensureQueryData(meQuery());
    } catch (error) {
      const outside = error instanceof ApiError && (error.code === 'unauthenticated' || error.code === 'not_an_agent');
      if (!outside) throw error;
      // The sign-in page tells why somebody with an account is no agent.
      if (error.code === 'unauthenticated') endSession('expired');
      throw redirect({ to: '/sign-in', search: { redirect: location.href }, replace: true });
    }
  },
  component: AppLayout,
  pendingComponent: AppSkeleton,
  errorComponent: RouteError,
  pendingMs: 0,
  pendingMinMs: 0,
});
