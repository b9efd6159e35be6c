import { inboundStatuses } from '@switchboard/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { z } from 'zod';
import { NoSuchPage } from '../components/route-states.tsx';
import { useMe } from '../lib/access.ts';
import { adminPages, mayOpen } from '../lib/admin-pages.ts';
import { appRoute } from './app.tsx';

const parent = { getParentRoute: () => appRoute };

/** Whoever has no right to a page finds none there, and nothing is fetched for it. */
function only(to: (typeof adminPages)[number]['to'], Page: ComponentType) {
  const page = adminPages.find((each) => each.to === to)!;
  return function AdminPage() {
    if (mayOpen(useMe(), page)) return <Page />;
    return <NoSuchPage>The address may be old or mistyped, or your role does not open it.</NoSuchPage>;
  };
}

export const adminRoutes = [
  createRoute({
    ...parent,
    path: '/admin/mailboxes',
    component: only(
      '/admin/mailboxes',
      lazyRouteComponent(() => import('../features/mailboxes/mailboxes-page.tsx'), 'MailboxesPage'),
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/whatsapp',
    component: only(
      '/admin/whatsapp',
      lazyRouteComponent(
        () => import('../features/whatsapp-accounts/whatsapp-accounts-page.tsx'),
        'WhatsappAccountsPage',
      ),
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/templates',
    component: only(
      '/admin/templates',
      lazyRouteComponent(() => import('../features/reply-templates/reply-templates-page.tsx'), 'ReplyTemplatesPage'),
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/signatures',
    component: only(
      '/admin/signatures',
      lazyRouteComponent(() => import('../features/signatures/signatures-page.tsx'), 'SignaturesPage'),
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/ledger',
    validateSearch: z.object({
      status: z.enum(inboundStatuses).optional().catch(undefined),
      provider: z.string().max(50).optional().catch(undefined),
      account: z.string().max(254).optional().catch(undefined),
      event: z.number().int().positive().optional().catch(undefined),
    }),
    component: only(
      '/admin/ledger',
      lazyRouteComponent(() => import('../features/ledger/ledger-page.tsx'), 'LedgerPage'),
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/roles',
    validateSearch: z.object({ role: z.uuid().optional().catch(undefined) }),
    component: only(
      '/admin/roles',
      lazyRouteComponent(() => import('../features/roles/roles-page.tsx'), 'RolesPage'),
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/tokens',
    component: only(
      '/admin/tokens',
      lazyRouteComponent(() => import('../features/api-tokens/api-tokens-page.tsx'), 'ApiTokensPage'),
    ),
  }),
] as const;
