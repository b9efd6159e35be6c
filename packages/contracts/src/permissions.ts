/** What a role can be allowed to touch. One entry for each part of the product that has its own rights. */
export const modules = [
  'conversations',
  'bulk_replies',
  'customers',
  'support_emails',
  'channel_accounts',
  'reply_templates',
  'agents',
  'roles',
  'ledger',
  'settings',
] as const;
export type ModuleName = (typeof modules)[number];

/** `manage` is for what changes how the portal works: accounts, roles, settings. */
export const actions = ['read', 'write', 'delete', 'manage'] as const;
export type Action = (typeof actions)[number];

/** Over which rows a right holds: the agent's own, those of the agent's teams, or all. */
export const scopes = ['own', 'team', 'all'] as const;
export type Scope = (typeof scopes)[number];

export type Permission = `${ModuleName}:${Action}`;

/** Every permission there is, as written in endpoint declarations and token scopes. */
export const permissions: readonly Permission[] = modules.flatMap((module) =>
  actions.map((action): Permission => `${module}:${action}`),
);

/**
 * Who may call an endpoint: anybody (`public`), anybody signed in (`signed_in`), or holders of a permission.
 */
export type Access = Permission | 'public' | 'signed_in';
