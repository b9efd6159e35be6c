import { z } from 'zod';
import { Mailbox, Message, ReplyGuard, SendAt, SentWith } from './conversations.ts';
import { endpoint } from './endpoint.ts';
import { ById, EmailAddress, Flag, Id, Name, Page, Timestamp, pageOf } from './primitives.ts';

const Server = z.object({
  host: z.string().trim().min(1).max(255),
  port: z.number().int().min(1).max(65_535),
  secure: z.boolean().describe('TLS from the first byte; otherwise STARTTLS where offered'),
  username: z.string().max(254),
});

export const SupportEmail = z
  .object({
    id: Id,
    address: z.string(),
    name: z.string(),
    isActive: z.boolean(),
    isWatching: z.boolean(),
    health: z.enum(['unknown', 'connecting', 'healthy', 'degraded', 'auth_failed', 'stopped']),
    healthDetail: z.string().nullable(),
    lastSuccessAt: Timestamp.nullable(),
    imap: Server.nullable(),
    smtp: Server.nullable(),
    smtpRefusal: z
      .string()
      .nullable()
      .describe('What its server said when it refused the sign-in for sending; answers wait until that is mended'),
    takesTags: z
      .boolean()
      .describe(
        'Whether its server also delivers `support+anything@`: answers then go to an address that names the case',
      ),
    createdAt: Timestamp,
  })
  .meta({ id: 'SupportEmail' });
export type SupportEmail = z.infer<typeof SupportEmail>;

const ServerWithPassword = Server.extend({ password: z.string().max(1000) });

export const ConnectionReport = z
  .object({
    isWorking: z.boolean(),
    message: z.string().describe('What is wrong and what to do about it, for a person'),
    serverSaid: z.string().nullable(),
  })
  .meta({ id: 'ConnectionReport' });
export type ConnectionReport = z.infer<typeof ConnectionReport>;

export const EmailSummary = z
  .object({
    id: Id,
    conversationId: Id,
    supportEmailId: Id.nullable(),
    direction: z.enum(['inbound', 'outbound']),
    subject: z.string().nullable(),
    from: Mailbox.nullable(),
    to: z.array(Mailbox),
    preview: z.string(),
    summary: z.string().nullable(),
    suggestedTeam: z.string().nullable(),
    hasAttachments: z.boolean(),
    occurredAt: Timestamp,
  })
  .meta({ id: 'EmailSummary' });
export type EmailSummary = z.infer<typeof EmailSummary>;

export const EmailReplyBody = ReplyGuard.extend({
  text: z.string().trim().min(1).max(262_144),
  to: z.array(EmailAddress).min(1).max(50).optional().describe('The sender (or Reply-To) where absent'),
  cc: z.array(EmailAddress).max(50).default([]),
  bcc: z.array(EmailAddress).max(50).default([]),
  attachmentIds: z.array(Id).max(20).default([]),
  sendAt: SendAt.optional(),
  conversation: SentWith.optional(),
});
export type EmailReplyBody = z.infer<typeof EmailReplyBody>;

export const supportEmails = {
  create: endpoint({
    method: 'POST',
    path: '/support-emails',
    summary: 'Add a mailbox to monitor',
    description: 'Passwords are kept encrypted and never answered back.',
    permission: 'support_emails:manage',
    body: z.object({
      address: EmailAddress,
      name: Name,
      imap: ServerWithPassword.nullable().default(null),
      smtp: ServerWithPassword.nullable().default(null),
      isActive: z.boolean().default(true),
      takesTags: z.boolean().default(false),
    }),
    response: SupportEmail,
    status: 201,
    errors: ['conflict'],
  }),
  test: endpoint({
    method: 'POST',
    path: '/support-emails/test',
    summary: 'Try the servers of a mailbox before it is saved',
    description: 'Signs in and leaves; nothing is sent. With `id`, a password left out is the stored one.',
    permission: 'support_emails:manage',
    body: z.object({
      id: Id.optional(),
      imap: ServerWithPassword.partial({ password: true }).nullable().default(null),
      smtp: ServerWithPassword.partial({ password: true }).nullable().default(null),
    }),
    response: z.object({ imap: ConnectionReport.nullable(), smtp: ConnectionReport.nullable() }),
    status: 200,
    errors: ['not_found', 'unprocessable'],
  }),
  list: endpoint({
    method: 'GET',
    path: '/support-emails',
    summary: 'List monitored mailboxes',
    permission: 'support_emails:read',
    response: z.object({ items: z.array(SupportEmail) }),
  }),
  get: endpoint({
    method: 'GET',
    path: '/support-emails/:id',
    summary: 'One monitored mailbox',
    permission: 'support_emails:read',
    params: ById,
    response: SupportEmail,
    errors: ['not_found'],
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/support-emails/:id',
    summary: 'Change a mailbox, or switch it on or off',
    permission: 'support_emails:manage',
    params: ById,
    body: z.object({
      name: Name.optional(),
      isActive: z.boolean().optional(),
      takesTags: z.boolean().optional(),
      imap: ServerWithPassword.partial({ password: true }).nullable().optional(),
      smtp: ServerWithPassword.partial({ password: true }).nullable().optional(),
    }),
    response: SupportEmail,
    errors: ['not_found'],
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/support-emails/:id',
    summary: 'Remove a mailbox and stop watching it',
    description: 'Its conversations stay.',
    permission: 'support_emails:manage',
    params: ById,
    errors: ['not_found'],
  }),
  watch: endpoint({
    method: 'POST',
    path: '/support-emails/:id/watch',
    summary: 'Start watching now',
    permission: 'support_emails:manage',
    params: ById,
    response: SupportEmail,
    errors: ['not_found', 'unprocessable'],
  }),
  stopWatch: endpoint({
    method: 'POST',
    path: '/support-emails/:id/stop-watch',
    summary: 'Stop watching',
    permission: 'support_emails:manage',
    params: ById,
    response: SupportEmail,
    errors: ['not_found'],
  }),
};

export const emails = {
  list: endpoint({
    method: 'GET',
    path: '/emails',
    summary: 'List mails, newest first',
    permission: 'conversations:read',
    query: Page.extend({
      supportEmailId: Id.optional(),
      direction: z.enum(['inbound', 'outbound']).optional(),
      suggestedTeam: z.string().max(50).optional(),
      unanswered: Flag.optional(),
    }),
    response: pageOf(EmailSummary),
  }),
  get: endpoint({
    method: 'GET',
    path: '/emails/:id',
    summary: 'One mail in full, with its summary and suggested team',
    permission: 'conversations:read',
    params: ById,
    response: Message,
    errors: ['not_found'],
  }),
  raw: endpoint({
    method: 'GET',
    path: '/emails/:id/raw',
    summary: 'The original of a mail, as it came (.eml)',
    description: 'What the portal wrote itself has none. Open it with care: nothing in it is made safe.',
    permission: 'conversations:read',
    params: ById,
    produces: 'binary',
    errors: ['not_found'],
  }),
  reply: endpoint({
    method: 'POST',
    path: '/emails/:id/reply',
    summary: 'Answer a mail (To, CC, BCC, attachments)',
    permission: 'conversations:write',
    params: ById,
    body: EmailReplyBody,
    response: Message,
    status: 202,
    errors: ['not_found', 'stale', 'unprocessable'],
  }),
};
