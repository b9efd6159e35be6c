import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { Database } from '../database/database.ts';

const FIRST_ADMIN_LOCK = 7_310_002;

/** Tables of the people who sign in, and of the organisation they belong to. */
@Injectable()
export class AccountRepository {
  constructor(private readonly database: Database) {}

  private get db() {
    return this.database.tables<
      'agents' | 'teams' | 'teamMembers' | 'roles' | 'agentRoles' | 'settings' | 'revokedSessions'
    >();
  }

  /** Whether the portal ever had an agent; one who left counts, too. */
  async hasAgents(): Promise<boolean> {
    return (await this.db.selectFrom('agents').select('id').limit(1).executeTakeFirst()) !== undefined;
  }

  /** Until the transaction ends, nobody else creates the first admin. */
  async lockFirstAdmin(): Promise<void> {
    await sql`select pg_advisory_xact_lock(${FIRST_ADMIN_LOCK})`.execute(this.db);
  }

  async createOwner(given: { name: string; email: string }): Promise<string> {
    const { id } = await this.db.insertInto('agents').values(given).returning('id').executeTakeFirstOrThrow();
    await this.db
      .insertInto('agentRoles')
      .columns(['agentId', 'roleId'])
      .expression((eb) =>
        eb
          .selectFrom('roles')
          .select([sql.lit(id).as('agentId'), 'roles.id'])
          .where('slug', '=', 'owner'),
      )
      .execute();
    return id;
  }

  async organisationName(): Promise<string> {
    const row = await this.db
      .selectFrom('settings')
      .select(sql<string>`value ->> 'name'`.as('name'))
      .where('key', '=', 'organisation')
      .executeTakeFirstOrThrow();
    return row.name;
  }

  async renameOrganisation(name: string): Promise<void> {
    await this.db
      .updateTable('settings')
      .set({ value: sql`value || jsonb_build_object('name', ${name}::text)`, updatedAt: new Date() })
      .where('key', '=', 'organisation')
      .execute();
  }

  async profileOf(agentId: string) {
    const [agent, teams, roles] = await Promise.all([
      this.db
        .selectFrom('agents')
        .select(['id', 'name', 'email', 'availability'])
        .where('id', '=', agentId)
        .executeTakeFirst(),
      this.db
        .selectFrom('teamMembers')
        .innerJoin('teams', 'teams.id', 'teamMembers.teamId')
        .select(['teams.id', 'teams.slug', 'teams.name'])
        .where('teamMembers.agentId', '=', agentId)
        .orderBy('teams.name')
        .execute(),
      this.db
        .selectFrom('agentRoles')
        .innerJoin('roles', 'roles.id', 'agentRoles.roleId')
        .select(['roles.id', 'roles.slug', 'roles.name'])
        .where('agentRoles.agentId', '=', agentId)
        .orderBy('roles.name')
        .execute(),
    ]);
    return agent && { ...agent, teams, roles };
  }

  async update(agentId: string, change: { name?: string; availability?: string }): Promise<void> {
    await this.db
      .updateTable('agents')
      .set({ ...change, updatedAt: new Date() })
      .where('id', '=', agentId)
      .execute();
  }

  /** Notes that a session is over, and forgets those nobody could bring back any more. */
  async revokeSession(sessionId: string, rememberUntil: Date): Promise<void> {
    await this.db.deleteFrom('revokedSessions').where('expiresAt', '<', new Date()).execute();
    await this.db
      .insertInto('revokedSessions')
      .values({ sessionId, expiresAt: rememberUntil })
      .onConflict((conflict) => conflict.column('sessionId').doNothing())
      .execute();
  }
}
