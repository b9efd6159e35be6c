import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Name, Page, pageOf, Timestamp } from './primitives.ts';

export const templateChannels = ['email', 'whatsapp'] as const;
const TemplateChannel = z.enum(templateChannels);

const Shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u, 'letters, digits, - and _ only, at most 40')
  .meta({ examples: ['refund'] });

export const ReplyTemplateDraft = z.object({
  title: Name.meta({ examples: ['Refund is on its way'] }),
  shortcut: Shortcut.nullable().default(null).describe('What is typed after `/` to find it; unique'),
  body: z
    .string()
    .trim()
    .min(1)
    .max(10_000)
    .describe('With variables such as `{{customer.name}}`')
    .meta({ examples: ['Hello {{customer.name}}, the refund for case {{conversation.id}} is on its way.'] }),
  channels: z
    .array(TemplateChannel)
    .min(1)
    .default([...templateChannels]),
  teamId: Id.nullable().default(null).describe('Only this team sees it; null for everybody'),
});
export type ReplyTemplateDraft = z.infer<typeof ReplyTemplateDraft>;

export const ReplyTemplate = z
  .object({
    id: Id,
    title: z.string(),
    shortcut: z.string().nullable(),
    body: z.string(),
    channels: z.array(TemplateChannel),
    teamId: Id.nullable(),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'ReplyTemplate' });
export type ReplyTemplate = z.infer<typeof ReplyTemplate>;

export const replyTemplates = {
  list: endpoint({
    method: 'GET',
    path: '/chat-templates',
    summary: 'List canned responses, by title',
    description: 'Those for everybody and those of the caller’s teams; for mail and chat alike.',
    permission: 'reply_templates:read',
    query: Page.extend({
      channel: TemplateChannel.optional(),
      search: z.string().trim().max(100).optional().describe('In title, shortcut or text'),
    }),
    response: pageOf(ReplyTemplate),
  }),
  create: endpoint({
    method: 'POST',
    path: '/chat-templates',
    summary: 'Write a canned response',
    permission: 'reply_templates:write',
    body: ReplyTemplateDraft,
    response: ReplyTemplate,
    status: 201,
    errors: ['conflict', 'unprocessable'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/chat-templates/:id',
    summary: 'Change a canned response',
    permission: 'reply_templates:write',
    params: ById,
    body: z
      .object({
        title: ReplyTemplateDraft.shape.title,
        shortcut: Shortcut.nullable(),
        body: ReplyTemplateDraft.shape.body,
        channels: z.array(TemplateChannel).min(1),
        teamId: Id.nullable(),
      })
      .partial(),
    response: ReplyTemplate,
    errors: ['not_found', 'conflict', 'unprocessable'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/chat-templates/:id',
    summary: 'Delete a canned response',
    permission: 'reply_templates:delete',
    params: ById,
    errors: ['not_found'],
  }),
  variables: endpoint({
    method: 'GET',
    path: '/conversations/:id/variables',
    summary: 'What each variable stands for in this conversation',
    permission: 'conversations:read',
    params: ById,
    response: z.object({
      items: z.array(z.object({ name: z.string(), means: z.string(), value: z.string().nullable() })),
    }),
    errors: ['not_found'],
  }),
};
