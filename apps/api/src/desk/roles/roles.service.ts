import { Injectable } from '@nestjs/common';
import type { Grant, Input, Output, Role, roles } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { Database } from '../../kernel/database/database.ts';
import { EventLog } from '../../kernel/events/event-log.ts';
import { AppError, badField, found } from '../../kernel/http/app-error.ts';
import { beyond, repeated, slugOf } from './grants.ts';
import { RolesRepository } from './roles.repository.ts';

type Assignment = Output<typeof roles.assign>;

const OWNER = 'owner';
/** Whoever could change these could lock everybody out. */
const FIXED = new Set([OWNER, 'admin']);

/** Roles, what they may do and who has them. Nobody hands out more than they have. */
@Injectable()
export class RolesService {
  constructor(
    private readonly repository: RolesRepository,
    private readonly database: Database,
    private readonly events: EventLog,
  ) {}

  list(): Promise<Role[]> {
    return this.repository.list();
  }

  /** @throws AppError `conflict` when there is such a role. */
  async create(given: Input<typeof roles.create>['body']): Promise<Role> {
    const slug = slugOf(given.name);
    if (slug === '') throw badField('body.name', 'must have a letter or a digit');
    const role = await this.repository.insert({ ...given, slug });
    if (!role) throw new AppError('conflict', `There is a role of that name: ${slug}.`);
    return role;
  }

  assignments(): Promise<Assignment[]> {
    return this.repository.assignments();
  }

  /** @throws AppError `conflict` when the agent has the role already, `forbidden` for more than the actor has. */
  assign(actor: Actor, { agentId, roleId }: Input<typeof roles.assign>['body']): Promise<Assignment> {
    return this.database.transaction(async () => {
      const role = found(await this.repository.lock(roleId), 'role');
      if (!(await this.repository.agentExists(agentId))) throw new AppError('not_found', 'There is no such agent.');
      await this.requireOwnerFor(role, actor);
      requireWithin(actor, await this.repository.grants(roleId), 'This role may do more than you');
      const id = await this.repository.assign(agentId, roleId);
      if (!id) throw new AppError('conflict', 'The agent has this role already.');
      await this.announce(actor, agentId);
      return found(await this.repository.assignment(id), 'assignment');
    });
  }

  /** @throws AppError `conflict` for the last owner. */
  unassign(actor: Actor, id: string): Promise<void> {
    return this.database.transaction(async () => {
      const { roleId } = found(await this.repository.assignment(id), 'assignment');
      const role = found(await this.repository.lock(roleId), 'role');
      const { agentId } = found(await this.repository.assignment(id), 'assignment');
      await this.requireOwnerFor(role, actor);
      if (role.slug === OWNER && (await this.repository.holders(OWNER)).length === 1) {
        throw new AppError('conflict', 'This is the last owner. Make somebody else an owner first.');
      }
      await this.repository.unassign(id);
      await this.announce(actor, agentId);
    });
  }

  async grants(roleId: string): Promise<Grant[]> {
    found(await this.repository.find(roleId), 'role');
    return this.repository.grants(roleId);
  }

  /** @throws AppError `conflict` for the built-in owner and admin, `forbidden` for more than the actor has. */
  setGrants(actor: Actor, roleId: string, grants: Grant[]): Promise<Grant[]> {
    const twice = repeated(grants);
    if (twice >= 0) throw badField(`body.items.${twice}`, 'this module and action are in the list already');
    return this.database.transaction(async () => {
      const role = found(await this.repository.lock(roleId), 'role');
      if (FIXED.has(role.slug))
        throw new AppError('conflict', `What the built-in ${role.slug} may do cannot be changed.`);
      requireWithin(actor, grants, 'You cannot give what you do not have');
      await this.repository.setGrants(roleId, grants);
      await this.announce(actor, null);
      return this.repository.grants(roleId);
    });
  }

  private async requireOwnerFor(role: Role, actor: Actor): Promise<void> {
    if (role.slug !== OWNER || (await this.repository.holders(OWNER)).includes(actor.agentId)) return;
    throw new AppError('forbidden', 'Only an owner decides who is an owner.');
  }

  /** Caches and open sockets follow this event; null concerns everybody. */
  private announce(actor: Actor, agentId: string | null): Promise<void> {
    return this.events.append({ type: 'agent.access_changed', payload: { agentId }, agentId: actor.agentId });
  }
}

function requireWithin(actor: Actor, grants: readonly Grant[], message: string): void {
  const missing = beyond(actor, grants);
  if (missing) throw new AppError('forbidden', `${message}: ${missing}.`);
}
