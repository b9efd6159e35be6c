import { createRoute, createRouter } from '@tanstack/react-router';
import { adminRoutes } from './routes/admin.tsx';
import { appRoute } from './routes/app.tsx';
import { inboxRoute } from './routes/inbox.tsx';
import { rootRoute, toInbox } from './routes/root.tsx';
import { signInRoute } from './routes/sign-in.tsx';

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  beforeLoad: () => {
    throw toInbox();
  },
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([indexRoute, signInRoute, appRoute.addChildren([inboxRoute, ...adminRoutes])]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: false,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
