import { z } from 'zod';

export const Id = z.uuid().meta({ examples: ['01934b6e-7c1a-7d52-9f0a-3b8c5d2e4f60'] });
export const Timestamp = z.iso.datetime({ offset: true }).meta({ examples: ['2026-11-20T09:30:00.000Z'] });
export const EmailAddress = z
  .email()
  .max(254)
  .transform((address) => address.toLowerCase())
  .pipe(z.string())
  .meta({ examples: ['asha@example.test'] });

/** Names and titles that people type: trimmed, never empty, without control characters. */
export const Name = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}]*$/u, 'must not contain control characters');

export const ById = z.object({ id: Id });

/** Query parameters come as text: `?flag=true`. */
export const Flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const Page = z.object({
  cursor: z.string().max(500).optional().describe('`nextCursor` of the page before'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type Page = z.infer<typeof Page>;

/** A keyset page: `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const channels = ['email', 'whatsapp', 'voice', 'youtube', 'pylon'] as const;
export const Channel = z.enum(channels);
export type Channel = z.infer<typeof Channel>;
