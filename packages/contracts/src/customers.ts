import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Name, Page, Timestamp, pageOf } from './primitives.ts';

export const CustomerIdentity = z
  .object({
    id: Id,
    kind: z.enum(['email', 'phone', 'handle']),
    value: z.string(),
    optedIn: z
      .boolean()
      .nullable()
      .meta({
        description: 'Whether the person agreed to be written to there; null when nobody said',
        examples: [true],
      }),
    consent: z
      .object({
        at: Timestamp,
        source: z.enum(['provider', 'agent']),
        reason: z.string().nullable(),
        agentName: z.string().nullable(),
      })
      .nullable()
      .describe('Who said so, when and why'),
    unsubscribedAt: Timestamp.nullable().describe(
      'Since when the address gets no mail that goes to many; answers still go there',
    ),
  })
  .meta({ id: 'CustomerIdentity' });

const ByIdentity = z.object({ id: Id, identityId: Id });
const Reason = z.string().trim().min(3).max(500);

export const Customer = z
  .object({
    id: Id,
    name: z.string().nullable(),
    company: z.string().nullable(),
    isVip: z.boolean(),
    identities: z.array(CustomerIdentity),
    conversationCount: z.number().int(),
    createdAt: Timestamp,
  })
  .meta({ id: 'Customer' });
export type Customer = z.infer<typeof Customer>;

export const customers = {
  list: endpoint({
    method: 'GET',
    path: '/customers',
    summary: 'List customers, or find one by name, e-mail or phone',
    permission: 'customers:read',
    query: Page.extend({ search: z.string().trim().min(2).max(200).optional() }),
    response: pageOf(Customer),
  }),
  get: endpoint({
    method: 'GET',
    path: '/customers/:id',
    summary: 'A customer with all identities',
    permission: 'customers:read',
    params: ById,
    response: Customer,
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/customers/:id',
    summary: 'Change a customer',
    permission: 'customers:write',
    params: ById,
    body: z.object({ name: Name.optional(), company: Name.nullable().optional(), isVip: z.boolean().optional() }),
    response: Customer,
    errors: ['not_found'],
  }),
  setConsent: endpoint({
    method: 'PUT',
    path: '/customers/:id/identities/:identityId/consent',
    summary: 'Record that a person agreed to be written to at an address or number, or asked not to be',
    description:
      'It stands until it is changed here, or until the channel itself reports something new. Who opted out gets no template; an answer while the 24-hour window is open is allowed, as the customer asked for it by writing.',
    permission: 'customers:write',
    params: ByIdentity,
    body: z.object({
      optedIn: z.boolean(),
      reason: Reason.meta({ examples: ['Asked by phone not to get offers any more'] }),
    }),
    response: Customer,
    errors: ['not_found'],
  }),
  resubscribe: endpoint({
    method: 'POST',
    path: '/customers/:id/identities/:identityId/resubscribe',
    summary: 'Record that a person who had unsubscribed wants mail that goes to many again',
    description: '409 when the address is not unsubscribed. The link of a mail unsubscribes it again.',
    permission: 'customers:write',
    params: ByIdentity,
    body: z.object({ reason: Reason.meta({ examples: ['Wrote that it was a mistake'] }) }),
    response: Customer,
    status: 200,
    errors: ['not_found', 'conflict'],
  }),
};
