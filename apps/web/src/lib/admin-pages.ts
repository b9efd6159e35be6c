import type { Me, Permission } from '@switchboard/contracts';
import { mayOf } from './access.ts';

/** The pages of the admin wing, and the right that opens each; null is for everybody. */
export const adminPages = [
  { to: '/admin/mailboxes', label: 'Mailboxes', permission: 'support_emails:read' },
  { to: '/admin/whatsapp', label: 'WhatsApp', permission: 'channel_accounts:read' },
  { to: '/admin/templates', label: 'Canned responses', permission: 'reply_templates:read' },
  { to: '/admin/signatures', label: 'Mail texts', permission: 'conversations:write' },
  { to: '/admin/ledger', label: 'Inbound ledger', permission: 'ledger:read' },
  { to: '/admin/roles', label: 'Roles', permission: 'roles:read' },
  { to: '/admin/tokens', label: 'My API tokens', permission: null },
] as const satisfies readonly { to: string; label: string; permission: Permission | null }[];

export const mayOpen = (me: Me, { permission }: (typeof adminPages)[number]): boolean =>
  permission === null || mayOf(me, permission);
