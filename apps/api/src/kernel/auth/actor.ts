import type { Action, ModuleName, Permission, Scope } from '@switchboard/contracts';
import { AppError } from '../http/app-error.ts';

export interface GrantRow {
  module: string;
  action: string;
  scope: string;
}

const breadth: Record<Scope, number> = { own: 0, team: 1, all: 2 };

/** Who is calling: an agent with rights, resolved once per request or socket. */
export class Actor {
  readonly agentId: string;
  readonly name: string;
  readonly email: string;
  readonly teamIds: readonly string[];
  readonly via: 'session' | 'api_token';
  readonly sessionId: string | null;
  readonly tokenId: string | null;
  /** When the token behind this actor ends. */
  readonly expiresAt: Date;
  private readonly grants: readonly GrantRow[];
  private readonly tokenScopes: ReadonlySet<string> | null;

  constructor(given: {
    agentId: string;
    name: string;
    email: string;
    teamIds: readonly string[];
    grants: readonly GrantRow[];
    via: 'session' | 'api_token';
    sessionId?: string | null;
    tokenId?: string | null;
    expiresAt: Date;
    tokenScopes?: readonly string[] | null;
  }) {
    this.agentId = given.agentId;
    this.name = given.name;
    this.email = given.email;
    this.teamIds = given.teamIds;
    this.via = given.via;
    this.sessionId = given.sessionId ?? null;
    this.tokenId = given.tokenId ?? null;
    this.expiresAt = given.expiresAt;
    this.grants = given.grants;
    this.tokenScopes = given.tokenScopes ? new Set(given.tokenScopes) : null;
  }

  /** Over which rows the permission holds, or null without it. A token never has more than its owner. */
  scopeOf(permission: Permission): Scope | null {
    if (this.tokenScopes && !this.tokenScopes.has(permission)) return null;
    const [module, action] = permission.split(':') as [ModuleName, Action];
    let widest: Scope | null = null;
    for (const grant of this.grants) {
      if ((grant.module !== '*' && grant.module !== module) || (grant.action !== '*' && grant.action !== action))
        continue;
      const scope = grant.scope as Scope;
      if (!widest || breadth[scope] > breadth[widest]) widest = scope;
    }
    return widest;
  }

  can(permission: Permission): boolean {
    return this.scopeOf(permission) !== null;
  }

  /**
   * The row rule, in one place: whether the permission covers a row of this team and assignee.
   * Rows without a team are everybody's to pick up for those with team scope.
   */
  covers(permission: Permission, row: { teamId: string | null; assigneeId: string | null }): boolean {
    const scope = this.scopeOf(permission);
    if (scope === 'all') return true;
    if (scope === null) return false;
    if (row.assigneeId === this.agentId) return true;
    return scope === 'team' && (row.teamId === null || this.teamIds.includes(row.teamId));
  }

  /** @throws AppError `forbidden` without the permission. */
  require(permission: Permission): Scope {
    const scope = this.scopeOf(permission);
    if (!scope) throw new AppError('forbidden', `This needs the right ${permission}.`);
    return scope;
  }
}
