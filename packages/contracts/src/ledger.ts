import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Page, Timestamp, pageOf } from './primitives.ts';

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

/** Which rows of the ledger: all parts must fit. */
export const LedgerFilter = z.object({
  status: z.enum(inboundStatuses).optional(),
  provider: z.string().max(50).optional(),
  account: z.string().max(254).optional().describe('Slug or address'),
  kind: z.string().max(100).optional(),
  from: Timestamp.optional().describe('Received at or after'),
  to: Timestamp.optional().describe('Received before'),
});
export type LedgerFilter = z.infer<typeof LedgerFilter>;

export const LedgerAccount = z
  .object({
    provider: z.string(),
    account: z.string(),
    seen: z.number().int().describe('Everything that was ever handed in and kept'),
    processed: z.number().int(),
    ignored: z.number().int(),
    rejected: z.number().int(),
    failed: z.number().int(),
    waiting: z.number().int(),
    lagSeconds: z.number().int().nullable().describe('How long the oldest waiting row waits; null when none does'),
    lastSeenAt: Timestamp.nullable(),
    lastSuccessAt: Timestamp.nullable(),
    lastTroubleAt: Timestamp.nullable().describe('When a row last failed or was rejected'),
    reasons: z
      .array(z.object({ status: z.enum(['failed', 'rejected']), reason: z.string(), count: z.number().int() }))
      .describe('Why, among the newest 200 rows of all accounts that failed or were rejected'),
  })
  .meta({ id: 'LedgerAccount' });
export type LedgerAccount = z.infer<typeof LedgerAccount>;

export const LedgerReplay = z
  .object({
    id: Id,
    state: z.enum(['running', 'done', 'stopped']),
    filter: LedgerFilter.nullable().describe('Null where rows were named one by one'),
    most: z.number().int(),
    replayed: z.number().int().describe('Rows that were put back in the queue'),
    outcomes: z
      .object({
        received: z.number().int(),
        processed: z.number().int(),
        ignored: z.number().int(),
        failed: z.number().int(),
        rejected: z.number().int(),
      })
      .describe('What became of them, unless a later replay took them up; `received` are those that still wait'),
    progress: z.number().min(0).max(1).describe('Share of the ledger that was looked through'),
    requestedBy: Id.nullable(),
    createdAt: Timestamp,
    finishedAt: Timestamp.nullable(),
  })
  .meta({ id: 'LedgerReplay' });
export type LedgerReplay = z.infer<typeof LedgerReplay>;

/** How many rows an export holds at most: what a spreadsheet opens, and a browser keeps in memory. */
export const LEDGER_EXPORT_MOST = 100_000;

const ByNumber = z.object({ id: z.coerce.number().int().positive() });

export const ledger = {
  list: endpoint({
    method: 'GET',
    path: '/ledger',
    summary: 'What came in, newest first',
    permission: 'ledger:read',
    query: Page.extend(LedgerFilter.shape),
    response: pageOf(InboundEvent),
  }),
  accounts: endpoint({
    method: 'GET',
    path: '/ledger/accounts',
    summary: 'What came in for each account, and what became of it',
    permission: 'ledger:read',
    response: z.object({ items: z.array(LedgerAccount) }),
  }),
  export: endpoint({
    method: 'GET',
    path: '/ledger/export',
    summary: 'The rows of a filter as CSV, newest first',
    description:
      'At most the newest 100,000. The last line begins with `end` and says whether there are more; a file without it is not whole. Without headers and bodies. Cells that a spreadsheet would take for a formula begin with an apostrophe.',
    permission: 'ledger:manage',
    query: LedgerFilter,
    produces: 'text',
  }),
  replays: endpoint({
    method: 'GET',
    path: '/ledger/replays',
    summary: 'The newest replays of many rows, and how far they are',
    permission: 'ledger:read',
    response: z.object({ items: z.array(LedgerReplay) }),
  }),
  replayMany: endpoint({
    method: 'POST',
    path: '/ledger/replays',
    summary: 'Process many events again: those named, or all that fit a filter',
    description: 'Oldest first, by a job. What was refused is checked again; nothing is doubled by it.',
    permission: 'ledger:manage',
    body: z.union([
      z.object({ ids: z.array(z.number().int().positive()).min(1).max(1000) }).strict(),
      z.object({ filter: LedgerFilter, most: z.number().int().min(1).max(50_000).default(10_000) }).strict(),
    ]),
    response: LedgerReplay,
    status: 202,
  }),
  stopReplay: endpoint({
    method: 'POST',
    path: '/ledger/replays/:id/stop',
    summary: 'Stop a replay where it is',
    permission: 'ledger:manage',
    params: ById,
    response: LedgerReplay,
    errors: ['not_found'],
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
      body: z
        .string()
        .nullable()
        .describe('As text, at most 64 KiB; undecodable bytes shown as U+FFFD, secrets left out'),
      bodyTruncated: z.boolean().describe('Whether there was more of it'),
      bodyKept: z.number().int().describe('So many of its bytes are kept'),
      isReplayable: z.boolean().describe('Whether it can be processed again now'),
    }),
    errors: ['not_found'],
  }),
  replay: endpoint({
    method: 'POST',
    path: '/ledger/:id/replay',
    summary: 'Process an event again',
    description:
      'What was refused for its signature is checked with the secret of today, and taken in if it is genuine.',
    permission: 'ledger:manage',
    params: ByNumber,
    response: InboundEvent,
    errors: ['not_found', 'conflict'],
  }),
};
