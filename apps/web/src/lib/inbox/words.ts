import type { ConversationStatus, Priority, inboxSorts } from '@switchboard/contracts';

export const statusNames: Record<ConversationStatus, string> = {
  open: 'Open',
  pending: 'Pending',
  on_hold: 'On hold',
  solved: 'Solved',
  closed: 'Closed',
};

export const priorityNames: Record<Priority, string> = { urgent: 'Urgent', high: 'High', normal: 'Normal', low: 'Low' };

export const sortNames: Record<(typeof inboxSorts)[number], string> = {
  newest: 'Newest first',
  oldest: 'Oldest first',
  waiting_longest: 'Waiting longest',
};
