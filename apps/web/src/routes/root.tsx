import { Outlet, createRootRoute, redirect } from '@tanstack/react-router';
import { NotFound, RouteError } from '../components/route-states.tsx';

export const rootRoute = createRootRoute({
  component: Outlet,
  errorComponent: RouteError,
  notFoundComponent: NotFound,
});

export const toInbox = () => redirect({ to: '/inbox', replace: true });
