import { randomUUID } from 'node:crypto';
import type { Grant, Scope } from '@switchboard/contracts';
import type { Database } from '../kernel/database/database.ts';

export interface Who {
  /** Slug of a built-in role; `agent` unless given. */
  role?: 'owner' | 'admin' | 'supervisor' | 'agent';
  /** Slugs of teams, e.g. `support`. */
  teams?: string[];
  /** The role's rights, but over the rows of this scope only. */
  scope?: Scope;
  /** These rights and no others, instead of a role's. */
  grants?: Grant[];
  name?: string;
}

export interface TestPerson {
  id: string;
  name: string;
  email: string;
  authUserId: string;
  teamIds: string[];
}

/** An agent with the rights of `who`, linked to a Supabase user. */
export async function createPerson(database: Database, who: Who): Promise<TestPerson> {
  const db = database.tables<'agents' | 'teams' | 'teamMembers' | 'roles' | 'rolePermissions' | 'agentRoles'>();
  const authUserId = randomUUID();
  const email = `${authUserId.slice(0, 8)}@demo.test`;
  const name = who.name ?? `Agent ${authUserId.slice(0, 4)}`;
  const slugs = who.teams ?? [];
  const teams =
    slugs.length === 0 ? [] : await db.selectFrom('teams').select(['id', 'slug']).where('slug', 'in', slugs).execute();
  const unknown = slugs.filter((slug) => !teams.some((team) => team.slug === slug));
  if (unknown.length > 0) throw new Error(`There is no team ${unknown.join(', ')}`);
  const teamIds = teams.map((team) => team.id);
  const roleId = await roleFor(database, who);
  const { id } = await db
    .insertInto('agents')
    .values({ email, name, authUserId })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (teamIds.length > 0) {
    await db
      .insertInto('teamMembers')
      .values(teamIds.map((teamId) => ({ teamId, agentId: id })))
      .execute();
  }
  await db.insertInto('agentRoles').values({ agentId: id, roleId }).execute();
  return { id, name, email, authUserId, teamIds };
}

async function roleFor(database: Database, { role = 'agent', scope, grants }: Who): Promise<string> {
  const db = database.tables<'roles' | 'rolePermissions'>();
  const builtIn = await db.selectFrom('roles').select('id').where('slug', '=', role).executeTakeFirstOrThrow();
  if (!scope && !grants) return builtIn.id;
  const rights =
    grants ??
    (await db
      .selectFrom('rolePermissions')
      .select(['module', 'action', 'scope'])
      .where('roleId', '=', builtIn.id)
      .execute());
  const slug = `role-${randomUUID().slice(0, 8)}`;
  const own = await db.insertInto('roles').values({ slug, name: slug }).returning('id').executeTakeFirstOrThrow();
  if (rights.length > 0) {
    await db
      .insertInto('rolePermissions')
      .values(
        rights.map((right) => ({
          roleId: own.id,
          module: right.module,
          action: right.action,
          scope: scope ?? right.scope,
        })),
      )
      .execute();
  }
  return own.id;
}
