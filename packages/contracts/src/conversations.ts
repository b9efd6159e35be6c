import { z } from 'zod';
import { ChatShown } from './chat-shown.ts';
import { Attachment } from './attachments.ts';
import { endpoint } from './endpoint.ts';
import { ById, Channel, Id, Page, Timestamp, pageOf } from './primitives.ts';

export const conversationStatuses = ['open', 'pending', 'on_hold', 'solved', 'closed'] as const;
export const ConversationStatus = z.enum(conversationStatuses);
export type ConversationStatus = z.infer<typeof ConversationStatus>;

export const priorities = ['urgent', 'high', 'normal', 'low'] as const;
export const Priority = z.enum(priorities);
export type Priority = z.infer<typeof Priority>;

/** A row of the inbox. Everything the list shows is on it. */
export const Conversation = z
  .object({
    id: Id,
    number: z.number().int().describe('The case id people say aloud'),
    channel: Channel,
    accountId: Id.nullable(),
    customerId: Id,
    customerName: z.string(),
    subject: z.string().nullable(),
    preview: z.string(),
    status: ConversationStatus,
    priority: Priority,
    teamId: Id.nullable(),
    assigneeId: Id.nullable(),
    labels: z.array(z.string()),
    lastMessageAt: Timestamp,
    lastDirection: z.enum(['inbound', 'outbound']),
    lastAuthorId: Id.nullable().describe('Of the last message: the agent who wrote it in the portal'),
    lastAuthorName: z.string().describe('Of the last message, where it is ours'),
    undelivered: z
      .enum(['failed', 'unknown'])
      .nullable()
      .describe(
        'An answer did not reach the customer, or nobody knows whether it did; null once it has, or was followed by another',
      ),
    lastInboundAt: Timestamp.nullable(),
    waitingSince: Timestamp.nullable().describe('Since when the customer waits for us'),
    messageCount: z.number().int(),
    unreadCount: z.number().int(),
    nextSlaAt: Timestamp.nullable(),
    summary: z.string().nullable(),
    suggestedTeam: z.string().nullable(),
    intent: z.string().nullable(),
    snoozedUntil: Timestamp.nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Conversation' });
export type Conversation = z.infer<typeof Conversation>;

export const deliveryStates = [
  'received',
  'queued',
  'sending',
  'unknown',
  'sent',
  'delivered',
  'read',
  'failed',
] as const;
export const DeliveryState = z.enum(deliveryStates);
export type DeliveryState = z.infer<typeof DeliveryState>;

export const Mailbox = z.object({ address: z.string(), name: z.string().nullable() }).meta({ id: 'Mailbox' });
export type Mailbox = z.infer<typeof Mailbox>;

export const Invitation = z
  .object({
    method: z
      .enum(['REQUEST', 'REPLY', 'CANCEL', 'COUNTER', 'PUBLISH', 'ADD', 'REFRESH', 'DECLINECOUNTER'])
      .describe('What it wants (RFC 5546): REQUEST invites, REPLY answers, CANCEL calls it off'),
    title: z.string().nullable(),
    place: z.string().nullable(),
    organiser: Mailbox.nullable(),
    start: Timestamp.describe('Of a whole day: its midnight in UTC'),
    end: Timestamp.nullable(),
    isAllDay: z.boolean(),
    clocksOf: z
      .string()
      .optional()
      .describe(
        'Of a time that is no instant: its zone, which nobody knows. `start` and `end` are what clocks there show',
      ),
    repeats: z.boolean(),
    answer: z.string().nullable().describe('Of a REPLY, e.g. `ACCEPTED`'),
  })
  .meta({ id: 'Invitation' });
export type Invitation = z.infer<typeof Invitation>;

export const Message = z
  .object({
    id: Id,
    conversationId: Id,
    channel: Channel,
    kind: z.enum(['message', 'note']),
    direction: z.enum(['inbound', 'outbound']),
    author: z.object({
      type: z.enum(['customer', 'agent', 'bot', 'system']),
      agentId: Id.nullable(),
      name: z.string(),
    }),
    text: z.string(),
    contentType: z
      .string()
      .describe(
        'text, image, video, audio, document, location, list_reply, button_reply, template, …; of a mail also signed and encrypted',
      ),
    delivery: z.object({
      state: DeliveryState,
      error: z.string().nullable(),
      sentAt: Timestamp.nullable(),
      deliveredAt: Timestamp.nullable(),
      readAt: Timestamp.nullable(),
      sendAt: Timestamp.nullable().describe(
        'Queued: when it leaves, or is tried again; until a first try it can be taken back',
      ),
      attempts: z.number().int().describe('How often it was tried'),
    }),
    schedule: z
      .object({
        scheduledAt: Timestamp.describe('When an agent last said so: what the customer writes later holds it back'),
        by: z.object({ agentId: Id.nullable(), name: z.string() }),
        heldAt: Timestamp.nullable().describe('Its time came, but the customer had written: it waits for an agent'),
      })
      .nullable()
      .describe('Of a message that leaves at `delivery.sendAt`; null once it has left'),
    clientKey: Id.nullable(),
    occurredAt: Timestamp,
    attachments: z.array(Attachment),
    email: z
      .object({
        messageId: z.string().nullable(),
        subject: z.string().nullable(),
        from: Mailbox.nullable(),
        to: z.array(Mailbox),
        cc: z.array(Mailbox),
        bcc: z.array(Mailbox),
        html: z.string().nullable().describe('Sanitised; remote images have their address in `data-remote-src`'),
        fullText: z.string().nullable().describe('With the quoted text that `text` leaves out'),
        hasRemoteImages: z.boolean(),
        seal: z
          .enum(['signed', 'encrypted'])
          .nullable()
          .describe('By OpenPGP or S/MIME; nothing is verified or opened here, its parts are attachments'),
        isAutomatic: z.boolean().describe('Written by a machine, such as an out-of-office answer or a delivery report'),
        isBulk: z.boolean().describe('Written to many: a list or a newsletter'),
        invitation: Invitation.nullable().describe('What the calendar part of the mail says'),
        threadSubject: z
          .string()
          .nullable()
          .describe('The subject without what marks an answer or a forwarded mail; another one offers a split'),
        hasOriginal: z.boolean().describe('Whether the mail can be downloaded as it came (`GET /emails/:id/raw`)'),
      })
      .nullable(),
    chat: ChatShown.nullable(),
    triage: z
      .object({
        summary: z.string(),
        suggestedTeam: z.string(),
        intent: z.string(),
        confidence: z.number(),
        model: z.string(),
      })
      .nullable(),
  })
  .meta({ id: 'Message' });
export type Message = z.infer<typeof Message>;

export const ConversationDetail = Conversation.extend({
  accountName: z.string().nullable(),
  accountAddress: z.string().nullable(),
  replyWindowEndsAt: Timestamp.nullable().describe('WhatsApp: until when free text may be sent'),
  position: z.number().int().describe('Position of the event log this answer is true for'),
}).meta({ id: 'ConversationDetail' });
export type ConversationDetail = z.infer<typeof ConversationDetail>;

export const inboxViews = ['mine', 'unassigned', 'all', 'snoozed', 'team'] as const;
export const inboxSorts = ['newest', 'oldest', 'waiting_longest'] as const;

export const ConversationQuery = Page.extend({
  view: z.enum(inboxViews).default('all'),
  teamId: Id.optional().describe('Only with `view=team`'),
  status: z
    .enum(['active', 'any', ...conversationStatuses])
    .default('active')
    .describe('`active` is open, pending or on hold, and not snoozed'),
  channel: Channel.optional(),
  customerId: Id.optional(),
  sort: z.enum(inboxSorts).default('newest'),
});
export type ConversationQuery = z.infer<typeof ConversationQuery>;

export const InboxCounts = z
  .object({
    mine: z.number().int(),
    mineUnread: z.number().int(),
    unassigned: z.number().int(),
    all: z.number().int(),
    snoozed: z.number().int(),
    teams: z.array(z.object({ teamId: Id, count: z.number().int() })),
  })
  .meta({ id: 'InboxCounts' });
export type InboxCounts = z.infer<typeof InboxCounts>;

/** Common to all replies: an idempotency key made by the client, and what the writer had seen. */
export const ReplyGuard = z.object({
  clientKey: Id.describe('Made by the client; the same key again is the same reply'),
  seenPosition: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('`position` the writer had seen: a newer message answers 409 `stale`'),
  force: z.boolean().optional(),
});

/** Send later: at most a year ahead. */
export const SendAt = Timestamp.describe(
  'Send later: at this time, unless the customer writes before; at most a year ahead',
);

/** Send and resolve, send and snooze. */
export const SentWith = z
  .object({ status: ConversationStatus, snoozedUntil: Timestamp })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'must change at least one field')
  .describe(
    'What the conversation is set to with it, all or nothing; undoing the message restores what it was, unless somebody changed it since. Not with `sendAt`',
  );
export type SentWith = z.infer<typeof SentWith>;

export const ReplyBody = ReplyGuard.extend({
  text: z.string().trim().min(1).max(65_536),
  attachmentIds: z.array(Id).max(20).default([]),
  sendAt: SendAt.optional(),
  conversation: SentWith.optional(),
});
export type ReplyBody = z.infer<typeof ReplyBody>;

export const conversations = {
  list: endpoint({
    method: 'GET',
    path: '/conversations',
    summary: 'The inbox',
    permission: 'conversations:read',
    query: ConversationQuery,
    response: pageOf(Conversation),
  }),
  counts: endpoint({
    method: 'GET',
    path: '/conversations/counts',
    summary: 'Counts for the sidebar',
    permission: 'conversations:read',
    response: InboxCounts,
  }),
  get: endpoint({
    method: 'GET',
    path: '/conversations/:id',
    summary: 'One conversation',
    permission: 'conversations:read',
    params: ById,
    response: ConversationDetail,
    errors: ['not_found'],
  }),
  messages: endpoint({
    method: 'GET',
    path: '/conversations/:id/messages',
    summary: 'Its messages and notes, newest first',
    permission: 'conversations:read',
    params: ById,
    query: Page,
    response: pageOf(Message),
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/conversations/:id',
    summary: 'Assign, change status, priority, team, labels, or snooze',
    permission: 'conversations:write',
    params: ById,
    body: z
      .object({
        status: ConversationStatus,
        priority: Priority,
        teamId: Id.nullable(),
        assigneeId: Id.nullable(),
        labels: z.array(z.string().trim().min(1).max(50)).max(50),
        snoozedUntil: Timestamp.nullable(),
      })
      .partial()
      .refine((body) => Object.keys(body).length > 0, 'must change at least one field'),
    response: Conversation,
    errors: ['not_found', 'unprocessable'],
  }),
  markRead: endpoint({
    method: 'POST',
    path: '/conversations/:id/read',
    summary: 'Mark as read',
    permission: 'conversations:write',
    params: ById,
    response: Conversation,
    errors: ['not_found'],
  }),
  markUnread: endpoint({
    method: 'POST',
    path: '/conversations/:id/unread',
    summary: 'Mark as unread',
    permission: 'conversations:write',
    params: ById,
    response: Conversation,
    errors: ['not_found'],
  }),
  split: endpoint({
    method: 'POST',
    path: '/conversations/:id/split',
    summary: 'Move a mail and what came after it into a conversation of its own',
    description:
      'For a thread that has become about something else. Answers the new conversation; team, assignee, priority and labels go with it. 409 when it is the first mail: nothing would remain. Mails that come later go where the mail they answer is.',
    permission: 'conversations:write',
    params: ById,
    body: z.object({ messageId: Id.describe('The first message that moves') }),
    response: Conversation,
    status: 201,
    errors: ['not_found', 'conflict', 'unprocessable'],
  }),
  note: endpoint({
    method: 'POST',
    path: '/conversations/:id/notes',
    summary: 'Write a note that the customer never sees',
    permission: 'conversations:write',
    params: ById,
    body: z.object({ clientKey: Id, text: z.string().trim().min(1).max(65_536) }),
    response: Message,
    status: 201,
    errors: ['not_found'],
  }),
  reply: endpoint({
    method: 'POST',
    path: '/conversations/:id/reply',
    summary: 'Answer in the channel the conversation came by',
    description: 'Mail is answered to the sender; for To, CC and BCC of your own use `POST /emails/:id/reply`.',
    permission: 'conversations:write',
    params: ById,
    body: ReplyBody,
    response: Message,
    status: 202,
    errors: ['not_found', 'stale', 'window_closed', 'unprocessable'],
  }),
  retry: endpoint({
    method: 'POST',
    path: '/messages/:id/retry',
    summary: 'Send a failed message again, or do not wait for the next try',
    permission: 'conversations:write',
    params: ById,
    response: Message,
    status: 202,
    errors: ['not_found', 'conflict'],
  }),
  resolveUnknown: endpoint({
    method: 'POST',
    path: '/messages/:id/resolve',
    summary: 'Say what became of a message of which nobody knows whether it was sent',
    description:
      '`sent` leaves it at that. `send_again` sends it once more: the customer may get it twice. A status of the provider that comes later still counts.',
    permission: 'conversations:write',
    params: ById,
    body: z.object({ as: z.enum(['sent', 'send_again']) }),
    response: Message,
    errors: ['not_found', 'conflict'],
  }),
};
