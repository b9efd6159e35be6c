import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Timestamp } from './primitives.ts';

export const Attachment = z
  .object({
    id: Id,
    filename: z.string(),
    contentType: z.string(),
    sizeBytes: z.number().int().nullable(),
    isInline: z.boolean(),
    contentId: z.string().nullable(),
    state: z
      .enum(['pending', 'fetching', 'stored', 'failed', 'gone', 'too_large'])
      .describe(
        '`gone`: the provider no longer has it; `failed` may be tried again; `too_large`: only the original of the mail has it',
      ),
    problem: z.string().nullable().describe('Why it is not here, or not here yet'),
    retryAt: Timestamp.nullable().describe('When the portal tries by itself again'),
    scan: z
      .enum(['not_scanned', 'pending', 'clean', 'infected'])
      .describe('What the virus scanner says; without one every file is `not_scanned`'),
    threat: z.string().nullable().describe('What an infected file carries'),
    url: z
      .string()
      .nullable()
      .describe('A signed address that works for one hour; none while it is to be checked, nor for an infected file'),
  })
  .meta({ id: 'Attachment' });
export type Attachment = z.infer<typeof Attachment>;

export const attachments = {
  upload: endpoint({
    method: 'POST',
    path: '/attachments',
    summary: 'Upload a file to attach to a reply',
    description: 'multipart/form-data with one file in the field `file`, at most 25 MB.',
    permission: 'conversations:write',
    consumes: 'multipart',
    response: Attachment,
    status: 201,
    errors: ['too_large', 'unsupported_media_type'],
  }),
  download: endpoint({
    method: 'GET',
    path: '/attachments/:id',
    summary: 'Download an attachment by its signed address',
    permission: 'public',
    params: ById,
    query: z.object({ expires: z.coerce.number().int(), signature: z.string().max(100) }),
    produces: 'binary',
    errors: ['forbidden', 'not_found', 'conflict'],
  }),
};
