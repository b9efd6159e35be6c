import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { Id, Page, Timestamp, pageOf } from './primitives.ts';

export const inboundStatuses = ['received', 'processed', 'ignored', 'failed', 'rejected'] as const;

export const InboundEvent = z
  .object({
    id: z.number().int(),
    provider: z.string(),
    account: z.string(),
    accountId: Id.nullable(),
    externalId: z.string(),
    kind: z.string(),
    status: z.enum(inboundStatuses),
    reason: z.string().nullable(),
    attempts: z.number().int(),
    bodySize: z.number().int(),
    receivedAt: Timestamp,
    processedAt: Timestamp.nullable(),
  })
  .meta({ id: 'InboundEvent' });
export type InboundEvent = z.infer<typeof InboundEvent>;

const ByNumber = z.object({ id: z.coerce.number().int().positive() });

export const ledger = {
  list: endpoint({
    method: 'GET',
    path: '/ledger',
    summary: 'What came in, newest first',
    permission: 'ledger:read',
    query: Page.extend({
      status: z.enum(inboundStatuses).optional(),
      provider: z.string().max(50).optional(),
    }),
    response: pageOf(InboundEvent),
  }),
  get: endpoint({
    method: 'GET',
    path: '/ledger/:id',
    summary: 'One inbound event with headers and body',
    permission: 'ledger:manage',
    params: ByNumber,
    response: InboundEvent.extend({
      headers: z.record(z.string(), z.string()),
      contentType: z.string().nullable(),
      body: z.string().nullable().describe('As text, at most 64 KiB; undecodable bytes shown as U+FFFD'),
      bodyTruncated: z.boolean(),
    }),
    errors: ['not_found'],
  }),
  replay: endpoint({
    method: 'POST',
    path: '/ledger/:id/replay',
    summary: 'Process a failed or ignored event again',
    permission: 'ledger:manage',
    params: ByNumber,
    response: InboundEvent,
    errors: ['not_found', 'conflict'],
  }),
};
