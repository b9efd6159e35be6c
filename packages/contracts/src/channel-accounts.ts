import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Name, Timestamp } from './primitives.ts';

export const whatsappProviders = ['interakt'] as const;

const Slug = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens')
  .meta({ examples: ['main-number'] });

export const AccountNotice = z
  .object({
    kind: z.string().meta({ examples: ['phone_number_quality_update'] }),
    severity: z.enum(['info', 'warning', 'critical']),
    message: z.string(),
    occurredAt: Timestamp,
  })
  .meta({ id: 'AccountNotice' });
export type AccountNotice = z.infer<typeof AccountNotice>;

export const WhatsappAccount = z
  .object({
    id: Id,
    provider: z.enum(whatsappProviders),
    slug: Slug,
    name: z.string(),
    address: z
      .string()
      .describe('The business number, E.164')
      .meta({ examples: ['+919000000001'] }),
    isActive: z.boolean(),
    webhookPath: z.string(),
    apiBaseUrl: z.string(),
    health: z.enum(['unknown', 'connecting', 'healthy', 'degraded', 'auth_failed', 'stopped']),
    healthDetail: z.string().nullable(),
    notices: z.array(AccountNotice).describe("The provider's latest word on each matter, newest first"),
    lastSuccessAt: Timestamp.nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'WhatsappAccount' });
export type WhatsappAccount = z.infer<typeof WhatsappAccount>;

export const whatsappAccounts = {
  list: endpoint({
    method: 'GET',
    path: '/whatsapp-accounts',
    summary: 'List WhatsApp accounts',
    permission: 'channel_accounts:read',
    response: z.object({ items: z.array(WhatsappAccount) }),
  }),
  create: endpoint({
    method: 'POST',
    path: '/whatsapp-accounts',
    summary: 'Add a WhatsApp account',
    description: 'The API key and the webhook secret are kept encrypted and never answered back.',
    permission: 'channel_accounts:manage',
    body: z.object({
      provider: z.enum(whatsappProviders),
      slug: Slug,
      name: Name,
      address: z
        .string()
        .min(5)
        .max(20)
        .describe('The business number with country code')
        .meta({ examples: ['+91 90000 00001'] }),
      apiKey: z.string().min(1).max(500),
      webhookSecret: z.string().min(8).max(500),
      apiBaseUrl: z.url().optional().describe("The provider's own address where absent"),
    }),
    response: WhatsappAccount,
    status: 201,
    errors: ['conflict'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/whatsapp-accounts/:id',
    summary: 'Change a WhatsApp account',
    permission: 'channel_accounts:manage',
    params: ById,
    body: z.object({
      name: Name.optional(),
      isActive: z.boolean().optional(),
      apiKey: z.string().min(1).max(500).optional(),
      webhookSecret: z.string().min(8).max(500).optional(),
      apiBaseUrl: z.url().optional(),
    }),
    response: WhatsappAccount,
    errors: ['not_found'],
  }),
};
