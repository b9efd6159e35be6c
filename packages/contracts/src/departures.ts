import { z } from 'zod';
import { Message, SendAt } from './conversations.ts';
import { endpoint } from './endpoint.ts';
import { ById } from './primitives.ts';

/** What can be done with messages that have not left yet. */
export const departures = {
  undo: endpoint({
    method: 'POST',
    path: '/messages/:id/undo',
    summary: 'Take back a message that has not left: in its undo window, or scheduled',
    description:
      'Answers with the message as it was, so that it can be written on; its files belong to the caller again. What the conversation was changed to with it (send and resolve) is as before again, unless somebody changed it since. 409 once it is on its way.',
    permission: 'conversations:write',
    params: ById,
    response: Message,
    status: 200,
    errors: ['not_found', 'conflict'],
  }),
  reschedule: endpoint({
    method: 'PATCH',
    path: '/messages/:id/schedule',
    summary: 'Send a scheduled message at another time',
    description: 'Also lets go of one that is held because the customer wrote.',
    permission: 'conversations:write',
    params: ById,
    body: z.object({ sendAt: SendAt }),
    response: Message,
    errors: ['not_found', 'conflict', 'window_closed'],
  }),
  sendNow: endpoint({
    method: 'POST',
    path: '/messages/:id/send-now',
    summary: 'Send a scheduled message at once',
    permission: 'conversations:write',
    params: ById,
    response: Message,
    status: 202,
    errors: ['not_found', 'conflict', 'window_closed'],
  }),
};
