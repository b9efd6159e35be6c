import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById } from './primitives.ts';
import { variableNames } from './variables.ts';

/** A machine writes it: nobody's name stands below. */
export const acknowledgementVariables = variableNames.filter((name) => !name.startsWith('agent.'));

export const Acknowledgement = z
  .object({
    isOn: z.boolean(),
    text: z
      .string()
      .trim()
      .max(10_000)
      .describe('With variables such as `{{customer.name}}` and `{{conversation.id}}`; one without a value is left out')
      .meta({
        examples: ['Hello {{customer.name}}, we have your mail. Your case has the number {{conversation.id}}.'],
      }),
  })
  .refine(({ isOn, text }) => !isOn || text !== '', { path: ['text'], message: 'is needed to switch it on' })
  .meta({ id: 'Acknowledgement' });
export type Acknowledgement = z.infer<typeof Acknowledgement>;

export const acknowledgements = {
  get: endpoint({
    method: 'GET',
    path: '/support-emails/:id/acknowledgement',
    summary: 'What a mailbox answers by itself to a new case',
    permission: 'support_emails:read',
    params: ById,
    response: Acknowledgement,
    errors: ['not_found'],
  }),
  save: endpoint({
    method: 'PUT',
    path: '/support-emails/:id/acknowledgement',
    summary: 'Write the acknowledgement of a mailbox, switch it on or off',
    description:
      'Sent once for each new conversation, never to automatic mail, lists or own addresses, and at most three times a day to one address.',
    permission: 'support_emails:manage',
    params: ById,
    body: Acknowledgement,
    response: Acknowledgement,
    errors: ['not_found', 'unprocessable'],
  }),
};
