import { Controller } from '@nestjs/common';
import { actions, modules, roles, scopes, type Input, type Output } from '@switchboard/contracts';
import type { Actor } from '../../kernel/auth/actor.ts';
import { CurrentActor } from '../../kernel/http/current-actor.decorator.ts';
import { Route } from '../../kernel/http/route.decorator.ts';
import { RolesService } from './roles.service.ts';

@Controller()
export class RolesController {
  constructor(private readonly service: RolesService) {}

  @Route(roles.list)
  async list(): Promise<Output<typeof roles.list>> {
    return { items: await this.service.list() };
  }

  @Route(roles.create)
  create({ body }: Input<typeof roles.create>): Promise<Output<typeof roles.create>> {
    return this.service.create(body);
  }

  @Route(roles.modules)
  modules(): Output<typeof roles.modules> {
    return { modules: [...modules], actions: [...actions], scopes: [...scopes] };
  }

  @Route(roles.users)
  async users(): Promise<Output<typeof roles.users>> {
    return { items: await this.service.assignments() };
  }

  @Route(roles.assign)
  assign({ body }: Input<typeof roles.assign>, @CurrentActor() actor: Actor): Promise<Output<typeof roles.assign>> {
    return this.service.assign(actor, body);
  }

  @Route(roles.unassign)
  unassign({ params }: Input<typeof roles.unassign>, @CurrentActor() actor: Actor): Promise<void> {
    return this.service.unassign(actor, params.id);
  }

  @Route(roles.grants)
  async grants({ params }: Input<typeof roles.grants>): Promise<Output<typeof roles.grants>> {
    return { items: await this.service.grants(params.id) };
  }

  @Route(roles.setGrants)
  async setGrants(
    { params, body }: Input<typeof roles.setGrants>,
    @CurrentActor() actor: Actor,
  ): Promise<Output<typeof roles.setGrants>> {
    return { items: await this.service.setGrants(actor, params.id, body.items) };
  }
}
