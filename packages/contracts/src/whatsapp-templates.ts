import { z } from 'zod';
import { Message, ReplyGuard } from './conversations.ts';
import { endpoint } from './endpoint.ts';
import { ById, Id, Page, Timestamp, pageOf } from './primitives.ts';

export const templateStatuses = ['approved', 'pending', 'rejected', 'paused', 'disabled', 'unknown'] as const;
export const templateHeaderFormats = ['text', 'image', 'video', 'document'] as const;

const TemplateName = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[a-z0-9_]+$/, 'must be lower-case letters, digits and underscores')
  .meta({ examples: ['order_update'] });
const Language = z
  .string()
  .min(2)
  .max(20)
  .regex(/^[A-Za-z]{2,3}(_[A-Za-z]{2,4})?$/, 'must be a language code such as en or en_US')
  .meta({ examples: ['en'] });

export const TemplateButton = z
  .object({
    kind: z.enum(['quick_reply', 'url', 'phone', 'copy_code', 'other']),
    text: z.string().max(200),
    value: z.string().max(2000).nullable().describe('The address or number; `{{1}}` where a value goes'),
  })
  .meta({ id: 'WhatsappTemplateButton' });
export type TemplateButton = z.infer<typeof TemplateButton>;

export const WhatsappTemplate = z
  .object({
    id: Id,
    accountId: Id,
    name: z.string(),
    language: z.string(),
    category: z.string().describe('UTILITY, MARKETING, AUTHENTICATION; empty when nobody said'),
    headerFormat: z.enum(templateHeaderFormats).nullable(),
    headerText: z.string().nullable(),
    body: z.string().nullable().describe('With `{{1}}` where a value goes; null until the text is known'),
    footer: z.string().nullable(),
    buttons: z.array(TemplateButton),
    status: z.enum(templateStatuses),
    statusReason: z.string().nullable(),
    statusAt: Timestamp.nullable(),
    performance: z.record(z.string(), z.unknown()).nullable().describe("The provider's own latest figures"),
    performanceAt: Timestamp.nullable(),
    syncedAt: Timestamp.nullable(),
  })
  .meta({ id: 'WhatsappTemplate' });
export type WhatsappTemplate = z.infer<typeof WhatsappTemplate>;

const Value = z.string().max(1024);

/** What fills the places of a template. */
export const TemplateValues = z.object({
  headerValues: z.array(z.string().max(2000)).max(1).default([]).describe('The text, or the https address of the file'),
  bodyValues: z.array(Value).max(50).default([]),
  buttonValues: z
    .record(z.string().regex(/^\d$/), Value)
    .default({})
    .describe('By position of the button, counted from 0'),
});
export type TemplateValues = z.infer<typeof TemplateValues>;

export const TemplatePreview = z
  .object({
    header: z.string().nullable(),
    text: z.string(),
    footer: z.string().nullable(),
    buttons: z.array(TemplateButton),
    places: z.array(z.string()).describe('Every place that takes a value: `header.1`, `body.1`, `button.0`'),
    missing: z.array(z.string()).describe('Those of them that have none yet'),
  })
  .meta({ id: 'WhatsappTemplatePreview' });
export type TemplatePreview = z.infer<typeof TemplatePreview>;

export const whatsappTemplates = {
  list: endpoint({
    method: 'GET',
    path: '/whatsapp-accounts/:id/templates',
    summary: 'Message templates of a WhatsApp account, by name',
    permission: 'conversations:read',
    params: ById,
    query: Page.extend({
      search: z.string().trim().min(1).max(200).optional().describe('Part of the name or of the text'),
      status: z.enum(['sendable', ...templateStatuses]).optional(),
    }),
    response: pageOf(WhatsappTemplate),
    errors: ['not_found'],
  }),
  register: endpoint({
    method: 'POST',
    path: '/whatsapp-accounts/:id/templates',
    summary: 'Write down a template that the provider does not list',
    description:
      'Known by name and language; the same ones again replace what was written. Its approval stays as it is.',
    permission: 'channel_accounts:manage',
    params: ById,
    body: z.object({
      name: TemplateName,
      language: Language,
      category: z.enum(['UTILITY', 'MARKETING', 'AUTHENTICATION']),
      headerFormat: z.enum(templateHeaderFormats).nullable().default(null),
      headerText: z.string().max(60).nullable().default(null),
      body: z.string().trim().min(1).max(1024),
      footer: z.string().max(60).nullable().default(null),
      buttons: z.array(TemplateButton).max(10).default([]),
    }),
    response: WhatsappTemplate,
    errors: ['not_found'],
  }),
  sync: endpoint({
    method: 'POST',
    path: '/whatsapp-accounts/:id/templates/sync',
    summary: "Fetch the provider's list of templates now",
    permission: 'channel_accounts:manage',
    params: ById,
    response: z.object({ templates: z.number().int().describe('How many the provider listed') }),
    errors: ['not_found', 'provider_failed'],
  }),
  preview: endpoint({
    method: 'POST',
    path: '/whatsapp-templates/:id/preview',
    summary: 'What a template says with these values, and which are missing',
    permission: 'conversations:read',
    params: ById,
    body: TemplateValues,
    response: TemplatePreview,
    errors: ['not_found', 'unprocessable'],
  }),
  reply: endpoint({
    method: 'POST',
    path: '/conversations/:id/reply-template',
    summary: 'Answer with a WhatsApp template; also when the 24-hour window is closed',
    permission: 'conversations:write',
    params: ById,
    description:
      'A picture, video or document in the header is an upload (`headerAttachmentId`), or the https address of a file in `headerValues`.',
    body: ReplyGuard.extend({
      templateId: Id,
      ...TemplateValues.shape,
      headerAttachmentId: Id.nullable().default(null).describe('An upload of `POST /attachments`'),
    }),
    response: Message,
    status: 202,
    errors: ['not_found', 'stale', 'opted_out', 'unprocessable'],
  }),
};
