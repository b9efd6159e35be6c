import { inboundStatuses } from '@switchboard/contracts';
import { createRoute, lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { NoSuchPage } from '../components/route-states.tsx';
import { useMe } from '../lib/access.ts';
import { adminPages, mayOpen } from '../lib/admin-pages.ts';
import { appRoute } from './app.tsx';

/** Whoever has no right to a page finds none there, and nothing is fetched for it. */
function page<Path extends (typeof adminPages)[number]['to']>(path: Path, Page: RouteComponent) {
  const known = adminPages.find(({ to }) => to === path)!;
  const AdminPage = () => {
    if (mayOpen(useMe(), known)) return <Page />;
    return <NoSuchPage>The address may be old or mistyped, or your role does not open it.</NoSuchPage>;
  };
  return {
    getParentRoute: () => appRoute,
    path,
    component: Object.assign(AdminPage, { preload: async () => Page.preload?.() }),
  };
}

export const adminRoutes = [
  createRoute(
    page(
      '/admin/mailboxes',
      lazyRouteComponent(() => import('../features/mailboxes/mailboxes-page.tsx'), 'MailboxesPage'),
    ),
  ),
  createRoute(
    page(
      '/admin/whatsapp',
      lazyRouteComponent(
        () => import('../features/whatsapp-accounts/whatsapp-accounts-page.tsx'),
        'WhatsappAccountsPage',
      ),
    ),
  ),
  createRoute(
    page(
      '/admin/templates',
      lazyRouteComponent(() => import('../features/reply-templates/reply-templates-page.tsx'), 'ReplyTemplatesPage'),
    ),
  ),
  createRoute(
    page(
      '/admin/signatures',
      lazyRouteComponent(() => import('../features/signatures/signatures-page.tsx'), 'SignaturesPage'),
    ),
  ),
  createRoute({
    ...page(
      '/admin/ledger',
      lazyRouteComponent(() => import('../features/ledger/ledger-page.tsx'), 'LedgerPage'),
    ),
    validateSearch: z.object({
      status: z.enum(inboundStatuses).optional().catch(undefined),
      provider: z.string().max(50).optional().catch(undefined),
      account: z.string().max(254).optional().catch(undefined),
      event: z.number().int().positive().optional().catch(undefined),
    }),
  }),
  createRoute({
    ...page(
      '/admin/roles',
      lazyRouteComponent(() => import('../features/roles/roles-page.tsx'), 'RolesPage'),
    ),
    validateSearch: z.object({ role: z.uuid().optional().catch(undefined) }),
  }),
  createRoute(
    page(
      '/admin/tokens',
      lazyRouteComponent(() => import('../features/api-tokens/api-tokens-page.tsx'), 'ApiTokensPage'),
    ),
  ),
] as const;
