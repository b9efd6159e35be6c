import { z } from 'zod';
import { Timestamp } from './primitives.ts';

/** What a chat message shows besides its text. */
export const ChatShown = z
  .object({
    template: z.object({ name: z.string(), language: z.string() }).nullable(),
    header: z.string().nullable(),
    footer: z.string().nullable(),
    buttons: z.array(z.object({ text: z.string(), link: z.string().nullable() })),
    list: z
      .object({
        button: z.string(),
        rows: z.array(
          z.object({
            title: z.string(),
            description: z.string().nullable(),
            section: z.string().nullish().describe('The heading above it'),
          }),
        ),
      })
      .nullable(),
    choice: z
      .object({ title: z.string(), description: z.string().nullable() })
      .nullable()
      .describe('Inbound: what the customer chose of our buttons or list'),
    clicks: z
      .array(z.object({ text: z.string(), link: z.string().nullable(), at: Timestamp }))
      .describe('Outbound: the buttons that the customer tapped'),
    origin: z
      .enum(['campaign', 'api'])
      .nullable()
      .describe('Outbound: sent by a campaign of the provider, or by another system on the same account'),
    workflow: z
      .object({
        title: z.string().nullable(),
        answers: z.array(z.object({ question: z.string(), answer: z.string() })),
      })
      .nullable()
      .describe('Inbound: what the customer has answered so far to a workflow of the provider'),
  })
  .meta({ id: 'ChatShown' });
export type ChatShown = z.infer<typeof ChatShown>;
