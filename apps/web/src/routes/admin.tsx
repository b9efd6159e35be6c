import { inboundStatuses } from '@switchboard/contracts';
import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { z } from 'zod';
import { appRoute } from './app.tsx';

const parent = { getParentRoute: () => appRoute };

export const adminRoutes = [
  createRoute({
    ...parent,
    path: '/admin/mailboxes',
    component: lazyRouteComponent(() => import('../features/mailboxes/mailboxes-page.tsx'), 'MailboxesPage'),
  }),
  createRoute({
    ...parent,
    path: '/admin/whatsapp',
    component: lazyRouteComponent(
      () => import('../features/whatsapp-accounts/whatsapp-accounts-page.tsx'),
      'WhatsappAccountsPage',
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/templates',
    component: lazyRouteComponent(
      () => import('../features/reply-templates/reply-templates-page.tsx'),
      'ReplyTemplatesPage',
    ),
  }),
  createRoute({
    ...parent,
    path: '/admin/signatures',
    component: lazyRouteComponent(() => import('../features/signatures/signatures-page.tsx'), 'SignaturesPage'),
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
    component: lazyRouteComponent(() => import('../features/ledger/ledger-page.tsx'), 'LedgerPage'),
  }),
  createRoute({
    ...parent,
    path: '/admin/roles',
    validateSearch: z.object({ role: z.uuid().optional().catch(undefined) }),
    component: lazyRouteComponent(() => import('../features/roles/roles-page.tsx'), 'RolesPage'),
  }),
  createRoute({
    ...parent,
    path: '/admin/tokens',
    component: lazyRouteComponent(() => import('../features/api-tokens/api-tokens-page.tsx'), 'ApiTokensPage'),
  }),
] as const;
