import { createHash } from 'node:crypto';
import { z } from 'zod';

const MailServer = z.object({ host: z.string(), port: z.number(), secure: z.boolean(), username: z.string() });
export type MailServer = z.infer<typeof MailServer>;

/** What `channel_accounts.config` holds for a mailbox. */
export const MailboxConfig = z.object({
  imap: MailServer.nullable().default(null),
  smtp: MailServer.nullable().default(null),
  /** Whether somebody wants its IMAP folder watched. */
  watch: z.boolean().default(false),
  /** Whether its server delivers `support+anything@` too: then answers go to an address that names the conversation. */
  takesTags: z.boolean().default(false),
  /** See {@link imapAccountOf}; empty for accounts that were there before they were told apart, while they stay. */
  imapAccount: z.string().default(''),
});
export type MailboxConfig = z.infer<typeof MailboxConfig>;

/** What `channel_accounts.credentials` holds for a mailbox, once opened. */
export const MailboxPasswords = z.object({ imap: z.string().default(''), smtp: z.string().default('') });
export type MailboxPasswords = z.infer<typeof MailboxPasswords>;

/** A mailbox that the portal answers from and, where it has IMAP, watches. */
export interface Mailbox {
  id: string;
  address: string;
  name: string;
  isActive: boolean;
  config: MailboxConfig;
  credentials: Buffer | null;
  health: string;
  healthDetail: string | null;
  lastSuccessAt: Date | null;
  /** What its SMTP server said when it last refused the sign-in; null while it lets us in. */
  smtpRefusal: string | null;
  smtpRefusedAt: Date | null;
  createdAt: Date;
  /** Moves when an admin changes something; not with its health. */
  updatedAt: Date;
}

/**
 * Tells an account on an IMAP server from others that stood, or will stand, behind the same mailbox: each numbers its
 * folders and mails by itself, and two may well use the same numbers.
 */
export function imapAccountOf({ host, username }: Pick<MailServer, 'host' | 'username'>): string {
  return createHash('sha256').update(`${host.toLowerCase()}\n${username}`).digest('hex').slice(0, 16);
}

export type MailboxHealth = 'connecting' | 'healthy' | 'degraded' | 'auth_failed' | 'stopped';

/** `support+anything@demo.test` is delivered to `support@demo.test`. */
export function withoutTag(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*@/, '@');
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Whether a node of the cluster should have an eye on it. */
export function isToBeWatched({ isActive, config, health }: Mailbox): boolean {
  return isActive && config.imap !== null && config.watch && health !== 'auth_failed';
}
