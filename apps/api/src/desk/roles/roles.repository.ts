import { Injectable } from '@nestjs/common';
import type { Grant } from '@switchboard/contracts';
import { sql } from 'kysely';
import { Database } from '../../kernel/database/database.ts';

const shown = ['id', 'slug', 'name', 'description', 'isSystem'] as const;

@Injectable()
export class RolesRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<'roles' | 'rolePermissions' | 'agentRoles' | 'agents'>();
  }

  /** The built-in ones first, the mightiest on top. */
  list() {
    return this.db
      .selectFrom('roles')
      .select(shown)
      .orderBy(sql`array_position(array['owner', 'admin', 'supervisor', 'agent'], slug)`)
      .orderBy('name')
      .orderBy('id')
      .execute();
  }

  find(id: string) {
    return this.db.selectFrom('roles').select(shown).where('id', '=', id).executeTakeFirst();
  }

  /** Until the transaction ends, nobody else changes the role, its rights or who has it. */
  lock(id: string) {
    return this.db.selectFrom('roles').select(shown).where('id', '=', id).forUpdate().executeTakeFirst();
  }

  /** Null when the slug is taken. */
  async insert(role: { slug: string; name: string; description: string }) {
    const row = await this.db
      .insertInto('roles')
      .values(role)
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .returning(shown)
      .executeTakeFirst();
    return row ?? null;
  }

  private selectAssignments() {
    return this.db
      .selectFrom('agentRoles')
      .innerJoin('agents', 'agents.id', 'agentRoles.agentId')
      .innerJoin('roles', 'roles.id', 'agentRoles.roleId')
      .select(['agentRoles.id', 'agentId', 'agents.name as agentName', 'roleId', 'roles.name as roleName'])
      .where('agents.deletedAt', 'is', null);
  }

  assignments() {
    return this.selectAssignments().orderBy('agents.name').orderBy('roles.name').orderBy('agentRoles.id').execute();
  }

  assignment(id: string) {
    return this.selectAssignments().where('agentRoles.id', '=', id).executeTakeFirst();
  }

  async agentExists(agentId: string): Promise<boolean> {
    const row = await this.db
      .selectFrom('agents')
      .select('id')
      .where('id', '=', agentId)
      .where('deletedAt', 'is', null)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The id of the assignment, or null when the agent has the role already. */
  async assign(agentId: string, roleId: string): Promise<string | null> {
    const row = await this.db
      .insertInto('agentRoles')
      .values({ agentId, roleId })
      .onConflict((conflict) => conflict.columns(['agentId', 'roleId']).doNothing())
      .returning('id')
      .executeTakeFirst();
    return row?.id ?? null;
  }

  async unassign(id: string): Promise<void> {
    await this.db.deleteFrom('agentRoles').where('id', '=', id).execute();
  }

  async holders(roleSlug: string): Promise<string[]> {
    const rows = await this.selectAssignments().where('roles.slug', '=', roleSlug).execute();
    return rows.map((row) => row.agentId);
  }

  async grants(roleId: string): Promise<Grant[]> {
    const rows = await this.db
      .selectFrom('rolePermissions')
      .select(['module', 'action', 'scope'])
      .where('roleId', '=', roleId)
      .orderBy('module')
      .orderBy('action')
      .execute();
    return rows as Grant[];
  }

  async setGrants(roleId: string, grants: readonly Grant[]): Promise<void> {
    await this.db.deleteFrom('rolePermissions').where('roleId', '=', roleId).execute();
    if (grants.length > 0) {
      await this.db
        .insertInto('rolePermissions')
        .values(grants.map((grant) => ({ roleId, ...grant })))
        .execute();
    }
    await this.db.updateTable('roles').set({ updatedAt: new Date() }).where('id', '=', roleId).execute();
  }
}
