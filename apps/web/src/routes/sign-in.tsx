import { auth } from '@switchboard/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { query } from '../lib/api.ts';
import { queryClient } from '../lib/query-client.ts';
import { authClient, returnsFromProvider } from '../lib/session.ts';
import { rootRoute } from './root.tsx';

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: z.object({ redirect: z.string().optional().catch(undefined) }),
  loader: async () => {
    if (returnsFromProvider()) await authClient();
    await queryClient.ensureQueryData(query(auth.setup, {}));
  },
  component: lazyRouteComponent(() => import('../features/session/sign-in-page.tsx'), 'SignInPage'),
});
