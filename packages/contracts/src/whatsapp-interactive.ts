import { z } from 'zod';
import { Message, ReplyGuard } from './conversations.ts';
import { endpoint } from './endpoint.ts';
import { ById } from './primitives.ts';

const line = (most: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

const distinct = (titles: readonly string[]) => new Set(titles).size === titles.length;

/** Up to three buttons, or one list of up to ten rows: WhatsApp's own limits. */
export const InteractiveChoices = z.union([
  z
    .object({
      buttons: z
        .array(line(20))
        .min(1)
        .max(3)
        .refine(distinct, 'must differ from each other')
        .meta({ examples: [['Yes, please', 'No, thank you']] }),
    })
    .strict(),
  z
    .object({
      list: z.object({
        button: line(20).describe('Opens the list'),
        rows: z
          .array(
            z.object({
              title: line(24),
              description: line(72).nullable().default(null),
              section: line(24).nullable().default(null).describe('The heading above it: of all rows, or of none'),
            }),
          )
          .min(1)
          .max(10)
          .refine(
            (rows) => rows.every(({ section }) => (section === null) === (rows[0]?.section === null)),
            'must have a section in every row, or in none',
          )
          .refine((rows) => distinct(rows.map(({ title }) => title)), 'must differ from each other'),
      }),
    })
    .strict(),
]);
export type InteractiveChoices = z.infer<typeof InteractiveChoices>;

export const whatsappInteractive = {
  reply: endpoint({
    method: 'POST',
    path: '/conversations/:id/reply-interactive',
    summary: 'Answer by WhatsApp with buttons or a list to choose from',
    description: 'Only while the 24-hour window is open. What the customer chooses comes back as a message.',
    permission: 'conversations:write',
    params: ById,
    body: ReplyGuard.extend({
      text: z.string().trim().min(1).max(1024),
      header: line(60).nullable().default(null),
      footer: line(60).nullable().default(null),
      choices: InteractiveChoices,
    }),
    response: Message,
    status: 202,
    errors: ['not_found', 'stale', 'window_closed', 'unprocessable'],
  }),
};
