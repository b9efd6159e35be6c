import { Channel, conversationStatuses, inboxSorts, inboxViews } from '@switchboard/contracts';
import { createRoute } from '@tanstack/react-router';
import { z } from 'zod';
import { InboxPage } from '../features/inbox/inbox-page.tsx';
import { conversationDetail, conversationList, conversationMessages } from '../lib/inbox/cache.ts';
import { filterOf } from '../lib/inbox/search.ts';
import { queryClient } from '../lib/query-client.ts';
import { appRoute } from './app.tsx';

export const inboxRoute = createRoute({
  getParentRoute: () => appRoute,
  path: '/inbox',
  validateSearch: z.object({
    view: z.enum(inboxViews).optional().catch(undefined),
    team: z.uuid().optional().catch(undefined),
    status: z
      .enum(['active', 'any', ...conversationStatuses])
      .optional()
      .catch(undefined),
    channel: Channel.optional().catch(undefined),
    customer: z.uuid().optional().catch(undefined),
    sort: z.enum(inboxSorts).optional().catch(undefined),
    conversation: z.uuid().optional().catch(undefined),
  }),
  loaderDeps: ({ search }) => search,
  loader: ({ deps }) => {
    void queryClient.prefetchInfiniteQuery(conversationList(filterOf(deps)));
    if (!deps.conversation) return;
    void queryClient.prefetchQuery(conversationDetail(deps.conversation));
    void queryClient.prefetchInfiniteQuery(conversationMessages(deps.conversation));
  },
  component: InboxPage,
});
