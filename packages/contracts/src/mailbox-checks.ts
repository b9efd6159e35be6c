import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { ById, Id, Page, Timestamp, pageOf } from './primitives.ts';

const Count = z.number().int().nonnegative();

/** Of the mails on the server that are ours: `onServer` is the sum of all others but `broughtIn`. */
export const FolderCheck = z
  .object({
    path: z.string().meta({ examples: ['INBOX'] }),
    onServer: Count,
    stored: Count.describe('Became messages, or were noted at the mails they report on'),
    ignored: Count.describe('Were told to be here already, or to be nothing to keep'),
    ignoredFor: z.array(z.object({ reason: z.string(), count: Count })).describe('Why, the most frequent first'),
    waiting: Count.describe('In the ledger, not worked through yet'),
    rejected: Count,
    failed: Count,
    lost: Count.describe('Processed by the ledger, but their messages are not here; to be replayed'),
    missing: Count.describe('The ledger had not heard of them'),
    broughtIn: Count.describe('Missing ones that are in the ledger now'),
  })
  .meta({ id: 'FolderCheck' });
export type FolderCheck = z.infer<typeof FolderCheck>;

export const MailboxCheck = z
  .object({
    id: Id,
    state: z.enum(['running', 'done', 'failed']),
    error: z.string().nullable().describe('Why it ended early'),
    requestedBy: Id.nullable().describe('Null for one of the time table'),
    progress: z.number().min(0).max(1),
    total: FolderCheck.omit({ path: true }).describe('All folders together'),
    folders: z.array(FolderCheck),
    createdAt: Timestamp,
    finishedAt: Timestamp.nullable(),
  })
  .meta({ id: 'MailboxCheck' });
export type MailboxCheck = z.infer<typeof MailboxCheck>;

export const MailboxFinding = z
  .object({
    id: z.number().int(),
    kind: z.enum(['missing', 'rejected', 'failed', 'lost']),
    path: z.string(),
    uid: z.number().int().describe('The number of the mail in its folder'),
    inboundEventId: z.number().int().nullable().describe('Its row in the ledger'),
    reason: z.string().nullable(),
  })
  .meta({ id: 'MailboxFinding' });
export type MailboxFinding = z.infer<typeof MailboxFinding>;

export const mailboxChecks = {
  start: endpoint({
    method: 'POST',
    path: '/support-emails/:id/reconciliation',
    summary: 'Compare a mailbox with the ledger now, and fetch what is missing',
    description: 'A job does it, for the inbox and the folder of sent mails. Every mailbox is also checked each night.',
    permission: 'support_emails:manage',
    params: ById,
    response: MailboxCheck,
    status: 202,
    errors: ['not_found', 'conflict', 'unprocessable'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/support-emails/:id/reconciliation',
    summary: 'The last ten checks of a mailbox, newest first',
    permission: 'support_emails:read',
    params: ById,
    response: z.object({ items: z.array(MailboxCheck) }),
    errors: ['not_found'],
  }),
  findings: endpoint({
    method: 'GET',
    path: '/support-emails/:id/reconciliation/:checkId/findings',
    summary: 'Mails that were missing, rejected, failed or lost, of one check',
    permission: 'support_emails:read',
    params: ById.extend({ checkId: Id }),
    query: Page,
    response: pageOf(MailboxFinding),
    errors: ['not_found'],
  }),
};
