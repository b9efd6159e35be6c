import { z } from 'zod';
import { endpoint } from './endpoint.ts';

/** The largest webhook body that is worked on, in bytes. */
export const WEBHOOK_BODY_LIMIT = 1_048_576;

/** Up to here a body that is too large is still read, so that its head can be kept for an admin to see. */
const READ_LIMIT = 8 * WEBHOOK_BODY_LIMIT;

const Accepted = z.object({ received: z.literal(true), duplicate: z.boolean() }).meta({ id: 'WebhookAccepted' });

const common = {
  method: 'POST',
  permission: 'public',
  consumes: 'raw',
  response: Accepted,
  bodyLimit: READ_LIMIT,
} as const;

const signed =
  'The body is verified against `Interakt-Signature: sha256=<hex HMAC-SHA256 over the raw bytes>`, stored, and only then acknowledged. The same event again answers 200 with `duplicate: true`. For an account that is switched off it is stored without effect.';

export const webhooks = {
  interakt: endpoint({
    ...common,
    path: '/webhooks/interakt',
    summary: 'Interakt webhook of the default account',
    description: signed,
    errors: ['bad_signature', 'not_found', 'too_large', 'unavailable'],
  }),
  interact: endpoint({
    ...common,
    path: '/webhooks/interact/:slug',
    summary: 'Interakt webhook of one account',
    description: signed,
    params: z.object({ slug: z.string().max(60) }),
    errors: ['bad_signature', 'not_found', 'too_large', 'unavailable'],
  }),
};
