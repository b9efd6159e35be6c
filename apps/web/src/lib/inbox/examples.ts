import type { Conversation, Message } from '@switchboard/contracts';

/** A conversation for specs; only what matters is named. */
export function conversationLike(given: Partial<Conversation> = {}): Conversation {
  return {
    id: 'c1',
    number: 1,
    channel: 'whatsapp',
    accountId: null,
    customerId: 'asha',
    customerName: 'Asha Rao',
    subject: null,
    preview: '',
    status: 'open',
    priority: 'normal',
    teamId: null,
    assigneeId: null,
    labels: [],
    lastMessageAt: '2026-11-20T09:00:00.000Z',
    lastDirection: 'inbound',
    lastAuthorId: null,
    lastAuthorName: '',
    undelivered: null,
    lastInboundAt: '2026-11-20T09:00:00.000Z',
    waitingSince: '2026-11-20T09:00:00.000Z',
    messageCount: 1,
    unreadCount: 0,
    nextSlaAt: null,
    summary: null,
    suggestedTeam: null,
    intent: null,
    snoozedUntil: null,
    createdAt: '2026-11-20T09:00:00.000Z',
    updatedAt: '2026-11-20T09:00:00.000Z',
    ...given,
  };
}

/** A message for specs. */
export function messageLike(given: Partial<Message> = {}): Message {
  return {
    id: 'm1',
    conversationId: 'c1',
    channel: 'whatsapp',
    kind: 'message',
    direction: 'inbound',
    author: { type: 'customer', agentId: null, name: 'Asha Rao' },
    text: 'Hello',
    contentType: 'text',
    delivery: {
      state: 'received',
      error: null,
      sentAt: null,
      deliveredAt: null,
      readAt: null,
      sendAt: null,
      attempts: 0,
    },
    schedule: null,
    clientKey: null,
    occurredAt: '2026-11-20T09:00:00.000Z',
    attachments: [],
    email: null,
    chat: null,
    triage: null,
    ...given,
  };
}
