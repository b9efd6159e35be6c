import { Attachment } from './attachments.ts';
import { endpoint } from './endpoint.ts';
import { ById } from './primitives.ts';

export const chatMedia = {
  fetchAgain: endpoint({
    method: 'POST',
    path: '/attachments/:id/fetch',
    summary: 'Fetch a file of a chat message again that could not be fetched',
    description:
      'The portal tries by itself, later each time. Once it has given up, this begins anew. A file that the provider no longer has answers 410.',
    permission: 'conversations:write',
    params: ById,
    response: Attachment,
    status: 202,
    errors: ['not_found', 'conflict', 'gone'],
  }),
};
