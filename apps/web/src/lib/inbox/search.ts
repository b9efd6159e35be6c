import type { Channel, ConversationStatus, inboxSorts, inboxViews } from '@switchboard/contracts';
import type { ListFilter } from './list-filter.ts';

/** The address of the inbox: what is listed, and which conversation is open. */
export interface InboxSearch {
  view?: (typeof inboxViews)[number] | undefined;
  team?: string | undefined;
  status?: ConversationStatus | 'active' | 'any' | undefined;
  channel?: Channel | undefined;
  customer?: string | undefined;
  sort?: (typeof inboxSorts)[number] | undefined;
  conversation?: string | undefined;
}

/** What to ask the API for. Defaults are left out, so that one list has one key. */
export function filterOf(search: InboxSearch): ListFilter {
  const { team, channel, customer, sort } = search;
  // Who looks for a customer wants everything, also what is solved.
  const status = search.status ?? (customer ? 'any' : undefined);
  const view = search.view ?? (customer ? 'all' : 'mine');
  return {
    view,
    ...(view === 'team' && team ? { teamId: team } : {}),
    ...(status && status !== 'active' ? { status } : {}),
    ...(channel ? { channel } : {}),
    ...(customer ? { customerId: customer } : {}),
    ...(sort && sort !== 'newest' ? { sort } : {}),
  };
}
