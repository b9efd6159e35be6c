import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.ts';
import type { GrantRow } from './actor.ts';

/** Tables of identity and rights as the door needs them. */
@Injectable()
export class AuthRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<
      'agents' | 'teamMembers' | 'agentRoles' | 'rolePermissions' | 'apiTokens' | 'revokedSessions'
    >();
  }

  async isRevoked(sessionId: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('revokedSessions')
      .select('sessionId')
      .where('sessionId', '=', sessionId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async agentOfUser(authUserId: string): Promise<string | null> {
    const row = await this.db
      .selectFrom('agents')
      .select('id')
      .where('authUserId', '=', authUserId)
      .where('deletedAt', 'is', null)
      .executeTakeFirst();
    return row?.id ?? null;
  }

  /** Links a person to the agent of that address, once: an agent that has a user already is never taken over. */
  async linkByEmail(authUserId: string, email: string): Promise<string | null> {
    const row = await this.db
      .updateTable('agents')
      .set({ authUserId, updatedAt: new Date() })
      .where('email', '=', email)
      .where('authUserId', 'is', null)
      .where('deletedAt', 'is', null)
      .returning('id')
      .executeTakeFirst();
    return row?.id ?? null;
  }

  async rightsOf(
    agentId: string,
  ): Promise<{ name: string; email: string; teamIds: string[]; grants: GrantRow[] } | null> {
    const row = await this.db
      .selectFrom('agents')
      .select(['name', 'email'])
      .select((eb) => [
        sql<string[]>`array(select team_id from team_members where agent_id = ${eb.ref('agents.id')})`.as('teamIds'),
        sql<
          GrantRow[]
        >`coalesce((select json_agg(json_build_object('module', p.module, 'action', p.action, 'scope', p.scope))
          from agent_roles r join role_permissions p on p.role_id = r.role_id where r.agent_id = ${eb.ref('agents.id')}), '[]')`.as(
          'grants',
        ),
      ])
      .where('id', '=', agentId)
      .where('deletedAt', 'is', null)
      .executeTakeFirst();
    return row ?? null;
  }

  /** An API token by its hash; that it was used is noted at most once a minute. */
  async useApiToken(hash: Buffer) {
    const row = await this.db
      .selectFrom('apiTokens')
      .select(['id', 'agentId', 'scopes', 'expiresAt', 'revokedAt', 'lastUsedAt'])
      .where('tokenHash', '=', hash)
      .executeTakeFirst();
    if (row && (row.lastUsedAt === null || row.lastUsedAt < new Date(Date.now() - 60_000))) {
      await this.db.updateTable('apiTokens').set({ lastUsedAt: new Date() }).where('id', '=', row.id).execute();
    }
    return row;
  }
}
