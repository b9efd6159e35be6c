import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Timestamp } from './primitives.ts';

export const MOST_BULK_CONVERSATIONS = 200;

export const BulkReply = z
  .object({
    id: Id,
    state: z.enum(['running', 'done']),
    results: z
      .array(
        z.object({
          conversationId: Id,
          state: z
            .enum(['waiting', 'sent', 'skipped'])
            .describe('`sent`: the mail is written and on its way; its delivery is told by its message'),
          reason: z.string().nullable().describe('Why it was skipped'),
        }),
      )
      .describe('In the order they were given'),
    createdAt: Timestamp,
    finishedAt: Timestamp.nullable(),
  })
  .meta({ id: 'BulkReply' });
export type BulkReply = z.infer<typeof BulkReply>;

export const bulkReplies = {
  start: endpoint({
    method: 'POST',
    path: '/conversations/bulk-reply',
    summary: 'Answer many conversations with one text',
    description:
      'Each gets a mail of its own with its variables filled in and a way to unsubscribe (RFC 8058). Conversations that cannot be answered are skipped with the reason. One that the caller may not write in refuses the whole request. The same `clientKey` again answers with the same run.',
    permission: 'bulk_replies:write',
    body: z.object({
      conversationIds: z
        .array(Id)
        .min(1)
        .max(MOST_BULK_CONVERSATIONS)
        .refine((ids) => new Set(ids).size === ids.length, 'must name each conversation once'),
      text: z.string().trim().min(1).max(65_536),
      clientKey: Id.describe('Made by the client; the same key again is the same run'),
    }),
    response: BulkReply,
    status: 202,
    errors: ['not_found'],
  }),
  get: endpoint({
    method: 'GET',
    path: '/bulk-replies/:id',
    summary: 'How far a bulk reply of yours is, and what became of each conversation',
    permission: 'bulk_replies:write',
    params: ById,
    response: BulkReply,
    errors: ['not_found'],
  }),
};

const ByToken = z.object({ token: z.string() });

export const unsubscribes = {
  page: endpoint({
    method: 'GET',
    path: '/unsubscribe/:token',
    summary: 'The page behind the unsubscribe link of a bulk mail; it changes nothing',
    description: 'A link that is not ours is answered with 404 and a page that says so.',
    permission: 'public',
    params: ByToken,
    produces: 'text',
  }),
  confirm: endpoint({
    method: 'POST',
    path: '/unsubscribe/:token',
    summary: 'Unsubscribe an address from bulk mail',
    description:
      'Also what mail programs call by themselves: `List-Unsubscribe=One-Click` (RFC 8058). A link that is not ours is answered with 404 and a page that says so.',
    permission: 'public',
    params: ByToken,
    consumes: 'raw',
    produces: 'text',
  }),
};
