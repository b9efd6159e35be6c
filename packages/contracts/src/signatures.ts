import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById } from './primitives.ts';

export const Signature = z
  .object({
    text: z
      .string()
      .trim()
      .max(4000)
      .describe('`*bold*`, `_italic_`, `[words](https://…)`, variables such as `{{agent.name}}`; empty for none')
      .meta({ examples: ['*{{agent.name}}*\n{{organisation.name}}'] }),
  })
  .meta({ id: 'Signature' });
export type Signature = z.infer<typeof Signature>;

export const signatures = {
  mine: endpoint({
    method: 'GET',
    path: '/me/signature',
    summary: 'The signature of the caller',
    permission: 'conversations:write',
    response: Signature,
  }),
  saveMine: endpoint({
    method: 'PUT',
    path: '/me/signature',
    summary: 'Write one’s own signature',
    permission: 'conversations:write',
    body: Signature,
    response: Signature,
    errors: ['unprocessable'],
  }),
  ofMailbox: endpoint({
    method: 'GET',
    path: '/support-emails/:id/signature',
    summary: 'The signature of a mailbox: it stands below the agent’s own',
    permission: 'support_emails:read',
    params: ById,
    response: Signature,
    errors: ['not_found'],
  }),
  saveOfMailbox: endpoint({
    method: 'PUT',
    path: '/support-emails/:id/signature',
    summary: 'Write the signature of a mailbox',
    permission: 'support_emails:manage',
    params: ById,
    body: Signature,
    response: Signature,
    errors: ['not_found', 'unprocessable'],
  }),
  preview: endpoint({
    method: 'GET',
    path: '/conversations/:id/signature',
    summary: 'What the caller’s mails in this conversation end with',
    permission: 'conversations:write',
    params: ById,
    response: z.object({ text: z.string().nullable().describe('As plain text, with its variables filled in') }),
    errors: ['not_found'],
  }),
};
