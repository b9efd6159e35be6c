import { Controller } from '@nestjs/common';
import { apiTokens, type Input, type Output } from '@switchboard/contracts';
import { CurrentActor } from '../http/current-actor.decorator.ts';
import { Route } from '../http/route.decorator.ts';
import type { Actor } from './actor.ts';
import { ApiTokensService } from './api-tokens.service.ts';

@Controller()
export class ApiTokensController {
  constructor(private readonly service: ApiTokensService) {}

  @Route(apiTokens.list)
  async list(_input: unknown, @CurrentActor() actor: Actor): Promise<Output<typeof apiTokens.list>> {
    return { items: await this.service.list(actor) };
  }

  @Route(apiTokens.create)
  create(
    { body }: Input<typeof apiTokens.create>,
    @CurrentActor() actor: Actor,
  ): Promise<Output<typeof apiTokens.create>> {
    return this.service.create(actor, body);
  }

  @Route(apiTokens.revoke)
  revoke({ params }: Input<typeof apiTokens.revoke>, @CurrentActor() actor: Actor): Promise<void> {
    return this.service.revoke(actor, params.id);
  }
}
